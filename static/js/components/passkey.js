// Passkeys: a form whose credential the browser makes or shows. Without this script, or in a browser that knows no
// passkeys, the form stays hidden and the page's other way is used.
//
// <form data-passkey="create|get" data-passkey-address="…" or data-passkey-options="id of a JSON block">, in it a hidden
// input named `credential`, a button, and <p data-passkey-status> with the words of failing in data-failed.

for (const form of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  (form.closest("[data-passkey-offer]") || form).hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form);
  });
}

async function ask(form) {
  const status = form.querySelector("[data-passkey-status]");
  status.textContent = status.dataset.waiting;
  try {
    const { publicKey } = await optionsOf(form);
    const credential = form.dataset.passkey === "create"
      ? await navigator.credentials.create({ publicKey: forCreating(publicKey) })
      : await navigator.credentials.get({ publicKey: forGetting(publicKey) });
    form.querySelector("[name=credential]").value = JSON.stringify(written(credential));
  } catch {
    status.textContent = status.dataset.failed; // closed by the person, timed out, no passkey here, or no connection
    return;
  }
  HTMLFormElement.prototype.submit.call(form);
}

async function optionsOf(form) {
  const { passkeyAddress, passkeyOptions } = form.dataset;
  if (passkeyOptions) {
    const data = JSON.parse(document.getElementById(passkeyOptions).textContent);
    return data.creation_options || data.request_options;
  }
  const answer = await fetch(passkeyAddress, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()).request_options;
}

function forCreating(options) {
  return {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: (options.excludeCredentials || []).map(known),
    // Kept on the device, so that it is found without an address being typed.
    authenticatorSelection: {
      ...options.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required",
    },
  };
}

function forGetting(options) {
  return { ...options, challenge: bytes(options.challenge), allowCredentials: (options.allowCredentials || []).map(known) };
}

function known(credential) {
  return { ...credential, id: bytes(credential.id) };
}

function written(credential) {
  const { response } = credential;
  const parts = response.attestationObject
    ? { attestationObject: text(response.attestationObject), transports: response.getTransports?.() || [] }
    : {
      authenticatorData: text(response.authenticatorData),
      signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : null,
    };
  return {
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { clientDataJSON: text(response.clientDataJSON), ...parts },
  };
}

function bytes(base64url) {
  const letters = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const letters = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
