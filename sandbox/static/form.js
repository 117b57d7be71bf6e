// The mini program's own form: the product's item is its data, the product's API its only way in.

import { h, order } from './api.js';

const WRONG = {
  'id-checksum': '号码里有一位不对，请对照身份证再看一遍', 'id-date': '号码里的出生日期不对', 'id-region': '号码开头的地区不对', 'id-future': '号码里的出生日期还没有到',
  'name-char': '名字里有不能用的字', 'glyph-missing': '有一个字印不出来', 'item-cancelled': '这样不用开证明', missing: '还没有填', required: '还没有填',
};
const MASKED = /\*/;
const FIRST = 'qs-01'; // what the form opens with; any other can be chosen

// Asks the product as this citizen's mini program.
async function ask(who, method, path, body, etag) {
  return order('call', { who, method, path, ...(body ? { body } : {}), ...(etag ? { etag } : {}) });
}

export async function open(sheet, citizen, after) {
  const close = () => { sheet.hidden = true; };
  const back = h('button', { class: 'plain back-to-chat', type: 'button', onclick: close }, '回到聊天');
  const say = (...children) => {
    sheet.replaceChildren(h('h3', {}, '小程序（替身）'), ...children, back);
    sheet.hidden = false;
  };
  const listed = await ask(citizen.key, 'GET', 'items');
  const mine = await ask(citizen.key, 'GET', 'applications');
  if (!mine.ok || !listed.ok) return say(h('p', { class: 'answer no' }, mine.status === 401 ? '还没有登录。先“打开小程序”，确认是本人。' : `产品没有给：${mine.body.title || listed.body.title || mine.status}`));
  const running = mine.body.applications.find((each) => ['draft', 'returned'].includes(each.state));
  const id = running ? running.item : sheet.dataset.item || FIRST;
  const item = await ask(citizen.key, 'GET', `items/${id}`);
  const choose = (event) => { sheet.dataset.item = event.target.value; open(sheet, citizen, after); };
  const options = listed.body.items.map((each) => h('option', { value: each.id, selected: each.id === id }, each.title));
  const which = running ? [] : [h('label', {}, '办什么', h('select', { name: 'item', onchange: choose }, ...options))];
  return say(...which, ...sheetOf(citizen, item.body, running, after));
}

function sheetOf(citizen, item, running, after) {
  const answers = Object.fromEntries(Object.entries(running ? running.answers : {}).filter(([, value]) => !MASKED.test(value)));
  const told = h('p', { class: 'answer', role: 'status', hidden: true });
  const places = new Map();
  let shown = '';

  // What the register proved is not asked; who is too young is the product's to find out.
  const asked = (field) => !field.prefill && !Object.keys(field.under).length;
  const calls = (field) => asked(field) && Object.entries(field.when).every(([other, values]) => values.includes(answers[other]));
  const open = (choice, field) => !choice.when || choice.when === answers[field.group];
  const relative = () => choiceOf(item, 'relation', answers.relation) || '亲属';
  const words = (text) => text.replaceAll('{relative}', relative());

  function draw() {
    const called = item.fields.filter(calls);
    const now = JSON.stringify(called.map((field) => [field.id, field.choices.filter((choice) => open(choice, field)).map((choice) => choice.value), words(field.question)]));
    if (now === shown) return;
    shown = now;
    const held = document.activeElement && document.activeElement.name;
    form.replaceChildren(...called.map(line), h('button', { class: 'go', type: 'submit' }, '交上去'));
    const again = held && form.elements[held];
    if (again) again.focus();
  }

  function line(field) {
    const wrong = h('span', { class: 'wrong', hidden: true });
    places.set(field.id, wrong);
    const keep = (event) => { answers[field.id] = event.target.value; draw(); };
    const value = answers[field.id] || '';
    const control = field.kind === 'choice'
      ? h('select', { name: field.id, onchange: keep }, h('option', { value: '', selected: !value }, '请选'),
        ...field.choices.filter((choice) => open(choice, field)).map((choice) => h('option', { value: choice.value, selected: choice.value === value }, words(choice.label))))
      : h('input', { name: field.id, value, autocomplete: 'off', maxlength: field.longest || 60, oninput: keep });
    return h('label', {}, words(field.question), control, wrong);
  }

  async function submit(event) {
    event.preventDefault();
    for (const place of places.values()) place.hidden = true;
    const given = Object.fromEntries(item.fields.filter(calls).map((field) => [field.id, answers[field.id]]).filter(([, value]) => value));
    const kept = running
      ? await ask(citizen.key, 'PATCH', `applications/${running.id}`, { answers: given }, running.etag)
      : await ask(citizen.key, 'POST', 'applications', { item: item.id, answers: given });
    if (kept.ok) running = kept.body;
    const done = kept.ok ? await ask(citizen.key, 'POST', `applications/${kept.body.id}/submission`, {}) : kept;
    report(done);
    after();
  }

  function report(done) {
    told.hidden = false;
    told.className = done.ok ? 'answer' : 'answer no';
    if (done.ok) {
      told.textContent = `收到了，编号 ${done.body.number}。${done.body.office ? done.body.office.name : ''}在办，办好告诉您。`;
      form.remove();
      return;
    }
    told.textContent = done.body.detail || `没有收下（${done.body.title || done.status}）`;
    for (const { pointer, code } of done.body.errors || []) {
      const place = places.get(pointer.split('/').at(-1));
      if (!place) continue;
      place.textContent = WRONG[code] || '这一项不对';
      place.hidden = false;
    }
    told.scrollIntoView({ block: 'nearest' });
  }

  const form = h('form', { class: 'fields', novalidate: true, onsubmit: submit });
  draw();
  return [h('p', {}, `${item.name}：照产品给的表填，不经过聊天。${running ? '接着上次没交的那一件。' : ''}`), told, form];
}

function choiceOf(item, id, value) {
  const field = item.fields.find((each) => each.id === id);
  const choice = field && field.choices.find((each) => each.value === value);
  return choice && choice.label;
}
