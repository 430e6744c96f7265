"use strict";

const $ = (id) => document.getElementById(id);
const phones = new Map();
let room = null;

// A hue for a name, the same wherever it shows. The first three are chosen to differ well.
const hues = { ann: 215, bob: 152, cid: 28 };
function hue(name) {
  const key = name.toLowerCase();
  if (key in hues) return hues[key];
  let sum = 7;
  for (const letter of key) sum = (sum * 31 + letter.codePointAt(0)) % 360;
  return sum;
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

// ---- phones

function pretty(number) {
  const us = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(number);
  if (us) return `+1 ${us[1]} ${us[2]} ${us[3]}`;
  const uk = /^\+44(\d{4})(\d{6})$/.exec(number);
  return uk ? `+44 ${uk[1]} ${uk[2]}` : number;
}

const kinds = { iphone: "iPhone", android: "Android" };

function showPhone(phone) {
  if (phones.has(phone.number)) return;
  const card = $("phone").content.firstElementChild.cloneNode(true);
  const face = card.querySelector(".face");
  face.textContent = phone.name.slice(0, 1).toUpperCase();
  face.style.background = `hsl(${hue(phone.name)} 52% 46%)`;
  card.querySelector("h2").textContent = phone.name;
  card.querySelector("header p").textContent = `${pretty(phone.number)} · ${kinds[phone.kind] || phone.kind}`;
  const view = {
    phone, card, thread: card.querySelector(".thread"), bubbles: new Map(),
    form: card.querySelector("form"), picture: null, atEnd: true, reactions: new Map(),
  };
  view.sizes = new ResizeObserver(() => keepEnd(view));
  view.sizes.observe(view.thread);
  phones.set(phone.number, view);
  $("phones").append(card);
  for (const bubble of phone.bubbles) showBubble(view, bubble, true);
  blocked(view, phone.optedOut);
  hush(view, phone.quiet);
  wire(view);
}

function wire(view) {
  const { form, card, thread } = view;
  for (const event of ["wheel", "touchmove", "keyup", "scrollend"]) {
    thread.addEventListener(event, () => {
      view.atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
    }, { passive: true });
  }
  const text = form.elements.text;
  const file = form.querySelector("input[type=file]");
  const preview = form.querySelector(".preview");
  const forget = () => {
    view.picture = null;
    file.value = "";
    preview.hidden = true;
  };
  file.addEventListener("change", () => {
    view.picture = file.files[0] || null;
    if (!view.picture) return forget();
    preview.querySelector("img").src = URL.createObjectURL(view.picture);
    preview.hidden = false;
    text.focus();
  });
  preview.querySelector("button").addEventListener("click", forget);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!text.value.trim() && !view.picture) return;
    send(view.phone.number, text.value, view.picture);
    text.value = "";
    forget();
  });
  card.querySelector(".blocked button").addEventListener("click", () => send(view.phone.number, "START"));
  const word = view.phone.name.replace(/[^\p{L}\p{N}_.-]/gu, "").slice(0, 20);
  // What ends in a blank wants more words: it is written, not sent.
  const chips = [`#join ${word}`, "#help", "#list", "#who", "#me ", "#dm ", "#topic", "#quiet 22-7", "#quiet off",
    "#stop", "#start", "#resend", "#leave", "STOP"];
  for (const chip of chips) {
    const button = element("button", "", chip.endsWith(" ") ? `${chip}…` : chip);
    button.type = "button";
    button.addEventListener("click", () => {
      if (!chip.endsWith(" ")) return send(view.phone.number, chip);
      text.value = chip;
      text.focus();
    });
    form.querySelector(".chips").append(button);
  }
}

async function send(number, text, picture) {
  const form = new FormData();
  form.set("text", text);
  if (picture) form.set("picture", picture);
  await ask("POST", `/api/phones/${encodeURIComponent(number)}/texts`, form);
}

function blocked(view, yes) {
  view.card.querySelector(".blocked").hidden = !yes;
}

// hush shows the hours in which the phone is not to be disturbed.
function hush(view, hours) {
  const moon = view.card.querySelector(".moon");
  moon.hidden = !hours;
  moon.textContent = hours ? `☾ ${hours}` : "";
  moon.title = hours ? `No chat from ${hours.replace("–", " to ")}; it comes in the morning` : "";
}

// ---- reactions

const emojis = ["❤️", "👍", "👎", "😂", "‼️", "❓", "🎉", "🔥"];

// One menu for all bubbles; it stands in the bubble that it is about.
const menu = element("div", "menu");
menu.setAttribute("role", "menu");
for (const emoji of emojis) {
  const choice = element("button", "", emoji);
  choice.type = "button";
  choice.setAttribute("role", "menuitem");
  choice.setAttribute("aria-label", `React with ${emoji}`);
  choice.addEventListener("click", () => {
    const { view, id } = menu.about;
    const given = (view.reactions.get(id) || {}).emoji === emoji;
    closeMenu();
    react(view.phone.number, id, emoji, given);
  });
  menu.append(choice);
}

function openMenu(view, id, item) {
  const again = menu.parentElement === item;
  closeMenu();
  if (again) return;
  menu.about = { view, id };
  item.append(menu);
  menu.firstElementChild.focus();
}

function closeMenu() {
  const item = menu.parentElement;
  menu.remove();
  if (item && item.contains(document.activeElement) === false) item.querySelector(".words, .picture")?.focus?.();
}

document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeMenu(); });
document.addEventListener("click", (event) => { if (!event.target.closest(".bubble")) closeMenu(); });

async function react(number, of, emoji, back) {
  const form = new FormData();
  form.set("of", of);
  form.set("emoji", emoji);
  form.set("back", back);
  await ask("POST", `/api/phones/${encodeURIComponent(number)}/reactions`, form);
}

// badge shows a reaction at its bubble, where the phone shows it: the text that it became is
// seen by the room alone.
function badge(view, bubble) {
  const { of, emoji, back } = bubble.reaction;
  if (back) view.reactions.delete(of);
  else view.reactions.set(of, { emoji, bubble });
  const item = view.bubbles.get(of);
  if (item) pin(view, of, item);
}

function pin(view, id, item) {
  item.querySelector(".badge")?.remove();
  const given = view.reactions.get(id);
  if (!given) return;
  const mark = element("span", `badge ${given.bubble.status}`, given.emoji);
  mark.title = `texted as: ${given.bubble.text.trim()}`;
  item.append(mark);
}

// ---- bubbles

const ticks = {
  sending: "sending", queued: "queued", accepted: "queued", sent: "✓ sent", delivered: "✓✓",
  undelivered: "not delivered", failed: "failed",
};

function showBubble(view, bubble, quietly) {
  if (bubble.reaction) return badge(view, bubble);
  const item = draw(view, bubble);
  const before = view.bubbles.get(bubble.id);
  if (before) before.replaceWith(item);
  else view.thread.append(item);
  view.bubbles.set(bubble.id, item);
  pin(view, bubble.id, item);
  const above = item.previousElementSibling;
  item.classList.toggle("turn", !!above && above.classList.contains("out") !== bubble.out);
  if (!quietly && bubble.keyword === "STOP") blocked(view, true);
  if (!quietly && bubble.keyword === "START") blocked(view, false);
  if (bubble.out) view.atEnd = true;
  view.sizes.observe(item);
}

// The end stays in sight while pictures load and banners come; who has scrolled up to
// read is left there.
function keepEnd(view) {
  if (view.atEnd) view.thread.scrollTop = view.thread.scrollHeight;
}

function draw(view, bubble) {
  const item = element("li", `bubble ${bubble.out ? "out" : "in"} ${bubble.status}`);
  item.title = new Date(bubble.at).toLocaleTimeString();
  for (const url of bubble.media || []) {
    const picture = element("img", "picture");
    picture.src = url;
    picture.alt = "picture";
    item.append(picture);
  }
  if (bubble.keyword === "STOP") item.append(sign(bubble.text.trim()));
  else if (bubble.text) item.append(words(bubble, item));
  if (!bubble.out) reactive(view, bubble, item);
  // What arrived has arrived: only what is on its way or lost needs a word.
  if (!bubble.out && bubble.status === "delivered") return item;
  const state = bubble.error ? `${ticks[bubble.status] || bubble.status} (${bubble.error})` : ticks[bubble.status] || bubble.status;
  item.append(element("span", `tick ${bubble.status}`, state));
  return item;
}

// reactive lets a bubble be pressed on, with a finger or by the keyboard.
function reactive(view, bubble, item) {
  const target = item.querySelector(".words, .picture");
  if (!target) return;
  target.tabIndex = 0;
  target.setAttribute("role", "button");
  target.setAttribute("aria-haspopup", "menu");
  target.addEventListener("click", () => openMenu(view, bubble.id, item));
  target.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    openMenu(view, bubble.id, item);
  });
}

// A STOP looks like a STOP.
function sign(text) {
  const octagon = element("div", text.length > 5 ? "sign long" : "sign");
  octagon.append(element("span", "", text.toUpperCase()));
  return octagon;
}

function words(bubble, item) {
  const box = element("div", "words");
  if (bubble.out) {
    if (bubble.text.startsWith("#")) item.classList.add("command");
    if (bubble.keyword === "START") item.classList.add("go");
    box.textContent = bubble.text;
    return box;
  }
  const from = /^(\p{L}[\p{L}\p{M}\p{N}_.-]{0,19})( \((?:\d+\/\d+|direct)\))?: ([^]*)$/u.exec(bubble.text);
  if (!from) {
    item.classList.add("notice");
    box.textContent = bubble.text;
    return box;
  }
  const who = element("span", "who", from[1] + (from[2] || ""));
  who.style.color = `hsl(${hue(from[1])} 62% ${matchMedia("(prefers-color-scheme: dark)").matches ? 70 : 38}%)`;
  box.append(who, from[3]);
  return box;
}

// ---- the room

function showRoom(latest) {
  room = latest;
  $("room-name").textContent = room.displayName || room.name;
  $("room-number").textContent = room.number ? pretty(room.number) : "";
  document.title = room.displayName ? `${room.displayName} · Smack` : "Smack";
  const stalled = room.conditions.some((c) => c.type === "Stalled" && c.status === "True");
  $("ready-dot").className = `dot ${room.ready ? "good" : stalled ? "bad" : ""}`;
  $("ready-text").textContent = room.ready ? "Ready" : stalled ? "Stalled" : "Not ready";
  $("ready-message").textContent = room.message || "";
  $("members").textContent = room.members < 0 ? "–" : room.members;
  $("backlog").textContent = room.backlogSegments < 0 ? "–" : room.backlogSegments;
  const ready = room.pods.filter((pod) => pod.ready).length;
  $("pods-ready").textContent = `${ready}/${room.replicas}`;
  $("replicas").textContent = room.replicas;
  $("admin").href = room.admin;
  $("kubeconfig").textContent = `export KUBECONFIG=${room.kubeconfig}\nkubectl -n demo get smackrooms,pods`;
  $("pods").replaceChildren(...room.pods.map(podItem));
  $("conditions").replaceChildren(...room.conditions.map(conditionItem));
}

function podItem(pod) {
  const item = element("li");
  item.append(
    element("span", `dot ${pod.ready ? "good" : ""}`), element("b", "", pod.name.replace(`${room.name}-room-`, "")),
    element("small", "", `${pod.state} · ${pod.address || "no address"}${pod.restarts ? ` · ${pod.restarts} restarts` : ""}`),
  );
  item.querySelector("b").title = pod.name;
  const kill = element("button", "", "kill");
  kill.title = "End this pod at once, as a node that dies does";
  kill.addEventListener("click", () => ask("POST", `/api/pods/${pod.name}/kill`));
  item.append(kill);
  return item;
}

function conditionItem(condition) {
  const item = element("li");
  const normally = ["Stalled", "Reconciling", "Paused"].includes(condition.type) ? "False" : "True";
  item.append(element("span", `dot ${condition.status === normally ? "good" : ""}`), element("span", "", condition.type));
  item.title = `${condition.reason}: ${condition.message}`;
  return item;
}

function scale(by) {
  if (!room) return;
  const form = new FormData();
  form.set("replicas", Math.max(0, room.replicas + by));
  ask("POST", "/api/scale", form);
}

// ---- faults

function showFaults(faults) {
  $("faults").replaceChildren(...faults.map((fault) => {
    const item = element("li");
    const button = element("button", fault.armed ? "armed" : fault.hits ? "spent" : "", fault.title + (fault.hits ? ` · ${fault.hits}` : ""));
    button.title = fault.about;
    button.addEventListener("click", () => ask("POST", `/api/faults/${fault.name}`));
    item.append(button);
    return item;
  }));
}

// ---- the server

async function ask(method, url, body) {
  const response = await fetch(url, { method, body });
  if (!response.ok) say((await response.text()).trim(), true);
}

let silence;
function say(text, bad) {
  $("connection").textContent = text;
  $("connection").classList.toggle("lost", !!bad);
  clearTimeout(silence);
  if (bad) silence = setTimeout(() => say("live"), 6000);
}

function heard(update) {
  switch (update.type) {
    case "state":
      phones.clear();
      $("phones").replaceChildren();
      (update.phones || []).forEach(showPhone);
      showFaults(update.faults || []);
      if (update.room) showRoom(update.room);
      return say("live");
    case "phone":
      showPhone(update.phone);
      return phones.get(update.phone.number).card.scrollIntoView({ behavior: "smooth", inline: "center", block: "nearest" });
    case "bubble":
      hush(phones.get(update.number), update.quiet);
      return showBubble(phones.get(update.number), update.bubble);
    case "room":
      return showRoom(update.room);
    case "faults":
      return showFaults(update.faults);
  }
}

const events = new EventSource("/api/events");
events.onmessage = (message) => heard(JSON.parse(message.data));
events.onerror = () => {
  clearTimeout(silence);
  say("the sandbox does not answer", true);
  clearTimeout(silence);
};

$("fewer").addEventListener("click", () => scale(-1));
$("more").addEventListener("click", () => scale(1));
$("clear").addEventListener("click", () => ask("DELETE", "/api/faults"));
function addPhone(place) {
  const form = new FormData();
  form.set("place", place);
  ask("POST", "/api/phones", form);
}

$("add-phone").addEventListener("click", () => addPhone(""));
$("add-london").addEventListener("click", () => addPhone("London"));
