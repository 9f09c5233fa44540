// Forms: sent once, never lost. Enter does not send a form of several fields; Ctrl+Enter does.

const isCommand = (form) => form?.method?.toLowerCase?.() === 'post' || form?.getAttribute('method') === 'post';
/// Whoever looks in from a partner stands on another network.
const isPortal = document.body.classList.contains('m-body');
const kResendAfterMs = 8000;  // answers that are files leave the page standing

document.addEventListener('input', (event) => {
  const form = event.target.form;
  if (form && isCommand(form) && !form.matches('[data-no-guard]') && !event.target.closest('[data-row]'))
    unsent.add(form);
});
addEventListener('beforeunload', (event) => {
  if (hasUnsent()) event.preventDefault();
});
addEventListener('pageshow', (event) => {
  if (event.persisted) for (const form of document.forms) release(form);
});

function hold(form, button) {
  form.dataset.sending = '1';
  button?.setAttribute('aria-disabled', 'true');
}
function release(form) {
  delete form.dataset.sending;
  for (const button of document.querySelectorAll('[aria-disabled="true"]'))
    if (button.form === form) button.removeAttribute('aria-disabled');
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || !isCommand(form)) return;
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  hold(form, event.submitter);
  if (form.matches('[data-keep]')) {
    event.preventDefault();
    void send(form, event.submitter);
    return;
  }
  unsent.clear();
  setTimeout(release, kResendAfterMs, form);
});

/// Sends a form that must not be lost: when nobody answers, everything typed stays on the page.
async function send(form, button) {
  const fields = new FormData(form, button);
  const files = form.enctype === 'multipart/form-data';
  const url = button?.getAttribute('formaction') ?? form.getAttribute('action') ?? location.href;
  let response;
  let html;
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { Accept: 'text/html' },
      body: files ? fields : new URLSearchParams(fields),
      signal: files ? undefined : AbortSignal.timeout(30000),
    });
    html = await response.text();
  } catch {
    return keep(form, button, isPortal ? '病院のシステムにつながりません。' : '院内ネットワークにつながりません。');
  }
  const isPage = response.headers.get('Content-Type')?.startsWith('text/html');
  const signedOut = response.redirected && new URL(response.url).pathname === '/sign-in';
  if (signedOut || response.status === 401 || (response.status === 403 && !isPage))
    return keep(form, button, 'サインインの時間が切れました。別のタブでサインインしてから、もう一度保存します。', true);
  if (response.status >= 500) return keep(form, button, `${isPortal ? '病院' : '院内'}のサーバーが応答できません(${response.status})。`);
  release(form);
  if (response.redirected || !isPage) {
    unsent.clear();
    location.assign(response.url);
    return;
  }
  show(new DOMParser().parseFromString(html, 'text/html'), response.ok);
}

/// The server's answer in place of the page: what was typed and what is wrong with it.
function show(answer, accepted) {
  const fresh = document.importNode(answer.getElementById('main'), true);
  document.getElementById('main').replaceWith(fresh);
  document.title = answer.title;
  unsent.clear();
  if (!accepted) for (const form of fresh.querySelectorAll('form[data-keep]')) unsent.add(form);
  page.linkErrors();
  page.countChosen();
  (fresh.querySelector('[data-errors]') ?? fresh).focus();
  scrollTo(0, 0);
}

function keep(form, button, reason, signedOut = false) {
  release(form);
  unsent.add(form);
  form.querySelector('.k-callout.failed')?.remove();
  const again = make('button', { class: 'k-btn', type: 'button' }, 'もう一度保存');
  again.addEventListener('click', async () => {
    if (signedOut && !(await renewTokens())) return;
    form.requestSubmit(button ?? undefined);
  });
  const print = make('button', { class: 'k-btn ghost', type: 'button' }, '内容を印刷');
  print.addEventListener('click', () => globalThis.print());
  const actions = make('div', { class: 'wrap mt8' }, again);
  if (signedOut)
    actions.append(make('a', { class: 'k-btn', href: '/sign-in', target: '_blank' }, 'サインインする'));
  actions.append(print);
  const text = make('div', {}, make('strong', {}, '保存できませんでした'),
    `${reason}入力した内容はこの画面に残っています。閉じないでください。`, actions);
  const callout = make('div', { class: 'k-callout crit failed', role: 'alert' }, icon('alert'), text);
  form.prepend(callout);
  callout.scrollIntoView({ block: 'nearest' });
}

/// After a new sign-in the forms carry its token.
async function renewTokens() {
  try {
    const token = (await fetchPage('/menu')).querySelector('input[name="csrf"]').value;
    for (const field of document.querySelectorAll('input[name="csrf"]')) field.value = token;
    return true;
  } catch {
    return false;
  }
}

const buttonsOf = (form) => [...form.elements].filter((field) => field.matches('button, input') &&
  (field.type === 'submit') && !field.disabled);
const formAtHand = () => document.activeElement?.form ?? document.querySelector('form[data-primary-form]');

/// Ctrl+Enter sends with the leading button, Ctrl+S saves the draft.
page.formKey = (event) => {
  const form = formAtHand();
  if (!form || !isCommand(form)) return false;
  const buttons = buttonsOf(form);
  if (event.key === 'Enter') {
    form.requestSubmit(buttons.find((button) => button.matches('[data-primary], .pri')) ?? buttons[0]);
    return true;
  }
  const draft = buttons.find((button) => button.matches('[data-draft]'));
  if (draft) form.requestSubmit(draft);
  return true;
};

// Enter in one of several fields is a slip, not a wish to send.
document.addEventListener('keydown', (event) => {
  const field = event.target;
  if (event.key !== 'Enter' || composing(event) || event.ctrlKey || event.metaKey) return;
  if (field.tagName !== 'INPUT' || !takesText(field) || !field.form || !isCommand(field.form)) return;
  if (field.form.matches('[data-enter]')) return;
  const fields = [...field.form.elements].filter((one) => takesText(one) && one.type !== 'hidden');
  if (fields.length > 1) event.preventDefault();
});

/// A message under a field belongs to the field for screen readers too.
page.linkErrors = () => {
  let number = 0;
  for (const message of document.querySelectorAll('.k-f > .k-err')) {
    const field = message.parentElement.querySelector('input:not([type="hidden"]), select, textarea');
    if (!field || field.hasAttribute('aria-invalid')) continue;
    message.id ||= `field-error-${++number}`;
    field.setAttribute('aria-invalid', 'true');
    field.setAttribute('aria-describedby', message.id);
  }
};
page.linkErrors();
