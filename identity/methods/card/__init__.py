"""マイナンバーカード: the Digital Agency's service (マイナアプリ, formerly デジタル認証アプリ), an OpenID Provider."""
