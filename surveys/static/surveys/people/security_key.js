// Security keys: the sign-in library talks to the key, this says which form it fills.
const form = document.querySelector("[data-key]");

function start({ dataset, elements }) {
  const ids = { credential: "id_credential", data: "key_data" };
  const forms = globalThis.allauth.webauthn.forms;
  if (dataset.key === "add") forms.addForm({ ids: { ...ids, add: "use_key" } });
  else forms.authenticateForm({ ids: { ...ids, authenticate: "use_key" } });
  elements.use_key.hidden = false;
  form.querySelector("[data-without]").hidden = true;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  form.querySelector("[data-key-problem]").hidden = false;
});
if (form && globalThis.allauth?.webauthn && globalThis.PublicKeyCredential) start(form);
