"""The procedures of the city: their language, their catalogue, applications and the faces that show them."""
