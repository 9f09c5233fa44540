// パスキー: the browser's own dialogue, which only a script can open. A form says which one
// (data-passkey), where its challenge comes from (data-url) and at which address passkeys work
// (data-origin); what the dialogue gives goes into the form's hidden fields.

const decoded = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
const encoded = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
const asBytes = (text) => new TextEncoder().encode(text);

const kKeysWeTake = [-7, -8, -257].map((alg) => ({ type: 'public-key', alg }));  // signature.hpp
const kPatienceMs = 120000;

const dialogues = {
  async get({ challenge, rp_id }) {
    const { rawId, response } = await navigator.credentials.get({
      publicKey: { challenge: asBytes(challenge), rpId: rp_id, userVerification: 'required', timeout: kPatienceMs },
    });
    return {
      credential_id: rawId, client_data: response.clientDataJSON, signature: response.signature,
      authenticator_data: response.authenticatorData, user_handle: response.userHandle,
    };
  },
  async create({ challenge, rp, user, exclude }) {
    const { response } = await navigator.credentials.create({
      publicKey: {
        challenge: asBytes(challenge), rp, user: { ...user, id: asBytes(user.id) },
        pubKeyCredParams: kKeysWeTake, attestation: 'none', timeout: kPatienceMs,
        excludeCredentials: exclude.map((id) => ({ type: 'public-key', id: decoded(id) })),
        authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
      },
    });
    return { client_data: response.clientDataJSON, attestation: response.attestationObject };
  },
};

function whatWentWrong(failure) {
  if (failure.name === 'InvalidStateError') return 'この端末のパスキーは、もう加えてあります';
  if (failure.name === 'NotAllowedError') return 'パスキーを確かめられませんでした。もう一度お試しください';
  return 'パスキーを使えませんでした。ほかの入り方をお使いください';
}

async function ask(form) {
  const error = form.querySelector('[data-passkey-error]');
  error.hidden = true;
  if (!form.reportValidity()) return;
  try {
    const options = await fetch(form.dataset.url, { headers: { Accept: 'application/json' }, cache: 'no-store' });
    if (!options.ok) throw new Error(`${options.status}`);
    const fields = await dialogues[form.dataset.passkey](await options.json());
    for (const [name, bytes] of Object.entries(fields)) form.elements[name].value = bytes ? encoded(bytes) : '';
    form.submit();
  } catch (failure) {
    error.textContent = whatWentWrong(failure);
    error.hidden = false;
  }
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  if (!window.PublicKeyCredential || location.origin !== form.dataset.origin) continue;
  form.hidden = false;
  form.closest('[data-passkey-box]')?.removeAttribute('hidden');
  form.querySelector('[data-passkey-start]').addEventListener('click', () => void ask(form));
}
