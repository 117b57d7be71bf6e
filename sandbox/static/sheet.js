// The sheet that plays the mini program: log in, give the phone number, name and ID number.

import { h, order } from './api.js';

export function open(sheet, citizen, link, after) {
  const answer = h('p', { class: 'answer', role: 'status', hidden: true });
  const close = () => { sheet.hidden = true; };
  const field = (name, label, value, mode) => h('label', {}, label, h('input', { name, value, inputmode: mode, autocomplete: 'off', required: true }));
  const form = h('form', { class: 'fields', onsubmit: (event) => submit(event, citizen, link, answer, after) },
    field('phone', '微信绑定的手机号', citizen.phone, 'tel'),
    field('name', '姓名', citizen.name, 'text'),
    field('id_number', '身份证号码', citizen.id_number, 'text'),
    h('label', { class: 'tick' }, h('input', { type: 'checkbox', name: 'accept', checked: true }), '提交时同意收服务通知（每种一次）'),
    h('button', { class: 'go', type: 'submit' }, '登录并确认'));

  sheet.replaceChildren(...[
    h('h3', {}, '小程序（替身）'),
    h('p', {}, link ? '从聊天里的链接打开。依次：登录、取手机号、交姓名和号码。' : '没有带链接，直接打开的。'),
    citizen.key === 'shuiying' ? h('p', { class: 'helper' }, '村里的帮办员在旁边帮她填。姓名、号码、手机都是章水英本人的，证明也只发给她本人。') : null,
    form, answer,
    h('button', { class: 'plain back-to-chat', type: 'button', onclick: close }, '回到聊天'),
  ].filter(Boolean));
  sheet.hidden = false;
  form.querySelector('input').focus();
}

async function submit(event, citizen, link, answer, after) {
  event.preventDefault();
  const given = Object.fromEntries(new FormData(event.target));
  const accept = given.accept ? 1 : 0;
  const done = await order('enrol', { ...given, who: citizen.key, link, accept }).catch((wrong) => ({ ok: false, status: 0, body: { detail: wrong.message } }));
  answer.className = done.ok ? 'answer' : 'answer no';
  answer.textContent = done.ok ? '产品认了：是本人。回到聊天接着办。' : `产品没有认（${done.step || ''} ${done.status}）：${done.body.detail || done.body.title || '没有说为什么'}`;
  answer.hidden = false;
  after();
}
