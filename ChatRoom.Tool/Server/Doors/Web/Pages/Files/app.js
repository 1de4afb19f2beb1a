// @ts-check
// The page of a chat room. It speaks the typed dialect of docs/PROTOCOL.md over one WebSocket, and reads back by GET.
// Text of other people goes into the page only through textContent and text nodes.

const WINDOW = 1000; // rows in the page, and lines kept for each room
const OPENED = 300; // rows drawn when a room is opened
const CHUNK = 100; // lines asked for when somebody scrolls
const CONTEXT = 150; // events read again before the last known one, after the page was loaded again
const [MAX_TEXT, MAX_LINES, MAX_BYTES] = [4096, 1000, 65536]; // bytes of one line; lines and bytes said together
const [ASK_ABOVE, MAX_MESSAGE] = [20, 100_000]; // lines said without a question; characters in one WebSocket message
const [PING_EVERY, PING_LIMIT, JOIN_LIMIT, MAX_DELAY] = [25_000, 5_000, 10_000, 5_000]; // milliseconds
const BASE = new URL('.', location.href);
const NAME_RULES = 'Use 1 to 32 of A-Z a-z 0-9 _ - . [ ] { } | ^ and no spaces.';

/** @type {(id: string) => any} */
const $ = (id) => document.getElementById(id);

/** @returns {any} */
function el(tag, className = '', ...children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...children);
  return element;
}
function button(label, onclick, className = '') {
  const element = el('button', className);
  element.type = 'button';
  if (label) element.setAttribute('aria-label', label);
  element.onclick = onclick;
  return element;
}

// Writes only what changed, because every write costs a layout.
function setText(element, text) { if (element.textContent !== text) element.textContent = text; }
function setAttribute(element, name, value) {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

// Runs what a browser may refuse; undefined: it does.
function attempt(run) {
  try {
    return run();
  } catch {
    return undefined;
  }
}
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const randomWord = (length) =>
  Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => '0123456789abcdefghijklmnopqrstuv'[byte & 31]).join('');
const counted = (count, one, many = `${one}s`) => `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
const isSame = (a, b) => a.toLowerCase() === b.toLowerCase();
const isName = (name) => /^[\w\-.[\]{}|^]{1,32}$/.test(name);
const byName = (a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1);

// ---- Text
const encoder = new TextEncoder();
const byteLength = (text) => encoder.encode(text).length;
// The text as the server filters it, to recognize a line of one's own.
const clean = (text) => text
  .replace(/[\t\u2028\u2029]/g, ' ')
  .replace(/\x1b\[[0-?]*[ -/]*[@-~]/g, '')
  .replace(/[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e0fff}]/gu, '')
  .trim();
// True if only marks stand between the name and the end of the word.
function endsWord(text, index, step) {
  while ('.-[]{}|^'.includes(text[index] ?? ' ')) index += step;
  return !/\w/.test(text[index] ?? ' ');
}

// True if a name stands in a text as a word of its own.
function isMention(text, name) {
  [text, name] = [text.toLowerCase(), name.toLowerCase()];
  for (let at = name ? text.indexOf(name) : -1; at >= 0; at = text.indexOf(name, at + 1)) {
    if (endsWord(text, at - 1, -1) && endsWord(text, at + name.length, 1)) return true;
  }
  return false;
}

// The colour of a name, the same everywhere.
function hueOf(name) {
  let hash = 2166136261;
  for (const letter of name.toLowerCase()) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619);
  return `hue${(hash >>> 8) % 12}`;
}
const initialsOf = (name) => name.replace(/[^a-z0-9]/gi, '').slice(0, 2) || name.slice(0, 1);
// The address as it was written. A host that mixes scripts may look like another one, so it is shown as punycode.
function shownAddress(url, written) {
  const [, scheme, host] = /^(https?:\/\/)([^/?#:]*)/i.exec(written) ?? [];
  const isMixed = host && /[a-z]/i.test(host) && /[^\x00-\x7f]/.test(host) && !/^[\p{Script=Latin}\d.-]+$/u.test(host);
  return isMixed ? scheme + url.hostname + written.slice(scheme.length + host.length) : written;
}

// A link to a page of the web; null: it only looked like one.
function linkTo(written) {
  const url = attempt(() => new URL(written));
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return null;
  const link = el('a', '', shownAddress(url, written));
  [link.href, link.rel, link.target] = [url.href, 'noopener noreferrer nofollow', '_blank'];
  return link;
}

// Cuts off marks that end a sentence, not an address.
function trimAddress(address) {
  for (;;) {
    const last = address.slice(-1);
    const opens = { ')': '(', ']': '[' }[last];
    const isPart = opens ? address.split(opens).length >= address.split(last).length : !'.,;:!?\'"»“”’…'.includes(last);
    if (isPart) return address;
    address = address.slice(0, -1);
  }
}

// Adds a text with its links and its code.
function addText(parent, text) {
  let done = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"`]+|`[^`]+`/gi)) {
    const part = match[0][0] === '`' ? match[0] : trimAddress(match[0]);
    const node = part[0] === '`' ? el('code', '', part) : linkTo(part);
    if (!node) continue;
    parent.append(text.slice(done, match.index), node);
    done = match.index + part.length;
  }
  parent.append(text.slice(done));
}

// ---- Times
const format = (options) => new Intl.DateTimeFormat(undefined, options);
const clock = format({ hour: '2-digit', minute: '2-digit' });
const shortDay = format({ day: 'numeric', month: 'short' });
const longDay = format({ weekday: 'long', day: 'numeric', month: 'long' });
const longDayAndYear = format({ dateStyle: 'full' });
const dayAndTime = format({ dateStyle: 'full', timeStyle: 'medium' });
const minutes = new Map();
// The time and the day of a moment, formatted once a minute.
function clockOf(time) {
  const minute = Math.floor(time / 60_000);
  if (minutes.size > 2000) minutes.clear();
  if (!minutes.has(minute)) minutes.set(minute, { time: clock.format(time), day: new Date(time).toDateString() });
  return minutes.get(minute);
}
function dayName(time) {
  const { day } = clockOf(time);
  if (day === new Date().toDateString()) return 'Today';
  if (day === new Date(Date.now() - 86_400_000).toDateString()) return 'Yesterday';
  return (new Date(time).getFullYear() === new Date().getFullYear() ? longDay : longDayAndYear).format(time);
}
function timeElement(time, text) {
  const element = el('time', '', text);
  [element.dateTime, element.title] = [new Date(time).toISOString(), dayAndTime.format(time)];
  return element;
}

// ---- Protocol
// The fields of the server's lines. A star takes the rest of the line.
const SHAPES = new Map(Object.entries({
  'chatroom/1': 'version *text', welcome: 'room name id time number', watching: 'room id time next', unwatched: 'room', log: 'room identity',
  session: 'number', subject: 'room time name *text', message: 'id time room name *text', bot: 'id time room name *text',
  action: 'id time room name *text', join: 'id time room name *text', start: 'id time room name', leave: 'id time room name *text',
  announcement: 'id time room name *text', rename: 'id time room name other', topic: 'id time room name *text',
  private: 'time room name other *text', present: 'room name kind time', total: 'room number', usage: 'name *text', commands: 'number',
  room: 'room number *text', rooms: 'number', notice: 'time *text', gap: 'id number room', ack: 'number id', error: 'code number *text',
  refused: 'code first number *text', ping: '*text', pong: '*text', retry: 'number', bye: 'code *text',
}).map(([word, fields]) => [word, fields.split(' ')]));
const NUMBERS = new Set(['id', 'time', 'number', 'first']);
const EVENTS = new Set(['message', 'bot', 'action', 'join', 'start', 'leave', 'announcement', 'rename', 'topic']);
const SAID = new Set(['message', 'bot', 'action', 'private', 'announcement']);
function takeWord(line) { const at = line.indexOf(' '); return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)]; }

/** A line of the server; null: a word that this page does not know. @returns {any} */
function parseLine(line) {
  let [word, rest] = takeWord(line);
  const fields = SHAPES.get(word);
  if (!fields) return null;
  const parsed = /** @type {any} */ ({ word, text: '' });
  for (const field of fields) {
    if (field[0] === '*') {
      parsed[field.slice(1)] = rest;
    } else {
      let value;
      [value, rest] = takeWord(rest);
      parsed[field] = NUMBERS.has(field) ? Number(value) : value;
    }
  }
  return parsed;
}

// A line of a room, made from an event of the dialect, an object of the history, or a line of one's own.
function entryOf(event, kind, me) {
  const name = event.name ?? '';
  const text = kind === 'join' ? '' : event.text ?? '';
  const isOwn = SAID.has(kind) && isSame(name, me);
  return {
    id: event.id ?? 0, kind, room: event.room, name, text, isOwn, order: 0, count: event.count ?? event.number ?? 0,
    time: typeof event.time === 'string' ? Date.parse(event.time) : event.time ?? Date.now(),
    other: event.other ?? event.previous ?? event.to ?? '',
    isBot: kind === 'bot' || (kind === 'join' && (event.text === 'bot' || event.bot)),
    isMention: !isOwn && (kind === 'private' || (SAID.has(kind) && isMention(text, me))),
    state: isOwn ? 'said' : '',
  };
}

// One WebSocket: whole lines in both directions, after the server has asked for a name.
class Link {
  constructor(onLine, onEnd) {
    const url = new URL('-/socket', BASE);
    url.protocol = url.protocol.replace('http', 'ws');
    this.isNamed = false;
    this.socket = new WebSocket(url, 'chatroom.typed');
    this.socket.onmessage = (message) => this.receive(message.data, onLine);
    this.socket.onclose = onEnd;
  }
  receive(data, onLine) {
    if (!this.isNamed && data.startsWith('NAME')) {
      this.isNamed = true;
      this.socket.send('web\0');
      onLine('NAME');
      data = data.slice(4);
    }
    for (const line of data.split('\n')) if (line) onLine(line);
  }
  send(lines) {
    if (this.socket.readyState !== WebSocket.OPEN) return;
    let message = '';
    for (const line of lines) {
      if (message.length + line.length > MAX_MESSAGE) { this.socket.send(message); message = ''; }
      message += `${line}\n`;
    }
    this.socket.send(message);
  }
  close() { this.socket.onmessage = this.socket.onclose = null; this.socket.close(); }
}

// ---- What outlives the page: in this tab the session and the places in the rooms, in this browser the name
const KEY = `chatroom ${BASE.pathname}`;
// Without storage the page works, and forgets.
const stored = (storage) => attempt(() => /** @type {any} */ (window)[storage].getItem(KEY)) ?? '';
const keep = (storage, text) => attempt(() => /** @type {any} */ (window)[storage].setItem(KEY, text));
const saved = attempt(() => JSON.parse(stored('sessionStorage'))) ?? null;
let saveTimer = 0;
function saveSoon() { saveTimer ||= window.setTimeout(save, 400); }
function save() {
  clearTimeout(saveTimer);
  saveTimer = 0;
  if (!talk.hasBeenIn && !saved) return;
  keep('sessionStorage', JSON.stringify({
    name: talk.name, password: talk.password, isNumbered: talk.isNumbered, here: talk.here?.name, outbox: outbox.saved(),
    rooms: rooms.map((room) => room.saved()), shown: shown.name, ignored: [...ignored], wantsAlerts,
  }));
}

// Says lines once: they keep their numbers until the server has acknowledged them, over any number of connections.
class Outbox {
  constructor(state) {
    this.session = state?.session ?? randomWord(32);
    this.lastNumber = state?.lastNumber ?? 0;
    this.lines = (state?.lines ?? []).map((line) => ({ ...line, isSent: false, isShown: true }));
    this.lastKey = Math.max(0, ...this.lines.map((line) => line.key));
  }
  saved() { return { session: this.session, lastNumber: this.lastNumber, lines: this.lines.filter((line) => !hasPassword(line.text)) }; }
  add(kind, room, texts) {
    const group = texts.length > 1 ? this.lastKey + 1 : 0;
    const line = { number: 0, kind, room, group, time: Date.now(), isSent: false, isShown: true };
    for (const text of texts) this.lines.push({ ...line, key: ++this.lastKey, text });
  }
  // The lines for a room that were not sent over this connection yet, as lines of the protocol.
  take(room) {
    const out = [];
    for (const [index, line] of this.lines.entries()) {
      if (line.isSent) continue;
      if (!isSame(line.room, room)) break;
      if (line.group && this.lines[index - 1]?.group !== line.group) {
        out.push(`together ${this.lines.filter((other) => other.group === line.group).length}`);
      }
      line.number ||= ++this.lastNumber;
      line.isSent = true;
      out.push(`${line.kind} ${line.number} ${room} ${line.text}`);
    }
    return out;
  }
  acknowledge(number) { this.lines = this.lines.filter((line) => !line.number || line.number > number); }
  // Takes out refused lines, with the rest of their groups.
  refuse(isRefused) {
    const groupOf = (line) => line.group || -line.key;
    const groups = new Set(this.lines.filter(isRefused).map(groupOf));
    const refused = this.lines.filter((line) => groups.has(groupOf(line)));
    this.lines = this.lines.filter((line) => !groups.has(groupOf(line)));
    return refused;
  }
  // The room shows a line of one's own.
  confirm(entry) {
    const kind = entry.kind === 'action' ? 'command' : 'say';
    const text = clean(entry.text);
    const line = this.lines.find((one) => one.isShown && one.kind === kind && isSame(one.room, entry.room) && clean(withoutMe(one)) === text);
    if (line) line.isShown = false;
  }
  // The lines of a room that stand at its end, until the room shows them.
  pending(room) { return this.lines.filter((line) => line.isShown && isSame(line.room, room.name) && isSaid(line)); }
  interrupt() { for (const line of this.lines) line.isSent = false; }
  // Begins another session; returns the lines of which nobody knows whether they were said.
  beginSession() {
    const uncertain = this.lines.filter((line) => line.number);
    this.lines = this.lines.filter((line) => !line.number);
    [this.session, this.lastNumber] = [randomWord(32), 0];
    return uncertain;
  }
}
const hasPassword = (text) => /^\/op /i.test(text);
const isAction = (line) => line.kind === 'command' && /^\/me /i.test(line.text);
const isSaid = (line) => line.kind === 'say' || isAction(line);
const withoutMe = (line) => (isAction(line) ? line.text.slice(4) : line.text);
// A line that the room has not shown, or has refused.
const ownEntry = (line, state) =>
  ({ ...entryOf({ ...line, name: talk.name, text: withoutMe(line) }, isAction(line) ? 'action' : 'message', talk.name), state });

// ---- Rooms and people
// A room that is open in this page: its newest lines, and how far they were read.
class Room {
  constructor(name, state) {
    // The newest event that was counted is `last`; -1: none was asked for yet.
    this.name = name;
    this.log = this.draft = '';
    this.last = -1;
    this.read = this.unread = this.mentions = 0;
    Object.assign(this, state);
    this.isWatched = false;
    this.begunAt = 0; // the last event before this connection
    this.subject = null;
    this.version = 0;
    this.clear();
  }
  saved() { const { name, log, last, read, unread, mentions, draft } = this; return { name, log, last, read, unread, mentions, draft }; }
  clear() {
    this.entries = [];
    this.top = 0; // the newest event among the entries
    this.floor = 1; // the oldest event that can be read back
    this.nextOrder = 1;
    this.version++;
  }
  // The place from which reading goes on.
  get since() {
    if (this.last < 0) return `last=${CHUNK} log`;
    return `after=${this.top || Math.max(0, this.last - CONTEXT)} ${this.log ? `log=${this.log}` : 'log'}`;
  }
  // The server begins to send, and this is the last event so far.
  begin(lastId) {
    this.begunAt = lastId;
    this.subject = null;
    if (this.last >= 0 && lastId >= this.last) return;
    if (this.last >= 0) this.clear(); // an older state of the log, after a power cut for example
    this.last = this.read = lastId;
  }
  // Another log than before begins anew.
  setLog(identity) {
    if (this.log && this.log !== identity) { this.clear(); this.last = this.read = this.unread = this.mentions = 0; }
    this.log = identity;
  }
  // Adds a line at the end; false: it is there already.
  add(entry) {
    const end = entry.kind === 'gap' ? entry.id + entry.count - 1 : entry.id;
    if (end && end <= this.top) return false;
    if (end) this.top = end;
    entry.order = this.nextOrder++;
    this.entries.push(entry);
    if (this.entries.length > WINDOW + 200) this.entries.splice(0, this.entries.length - WINDOW);
    return true;
  }
  // Adds older lines, if they end where the kept ones begin.
  addOlder(older) {
    const first = this.entries.find((entry) => entry.id);
    if (!first || this.entries.length + older.length > WINDOW || older.at(-1)?.id !== first.id - 1) return;
    older.forEach((entry, index) => (entry.order = this.entries[0].order - older.length + index));
    this.entries.unshift(...older);
  }
  // Fills the hole between the lines that were watched and those read as a member.
  fill(missing) {
    const known = new Set(this.entries.map((entry) => entry.id));
    const added = missing.filter((entry) => !known.has(entry.id));
    if (added.length === 0) return;
    const at = this.entries.findIndex((entry) => entry.id > added[0].id);
    this.entries.splice(at < 0 ? this.entries.length : at, 0, ...added);
    this.entries.forEach((entry, index) => (entry.order = index + 1));
    this.nextOrder = this.entries.length + 1;
    this.version++;
  }
}

// The members of the shown room.
const people = { members: new Map(), speakers: 0, version: 0 };
function setMembers(listed) {
  const spoke = (one) => people.members.get(one.name.toLowerCase())?.spoke ?? 0;
  people.members = new Map(listed.map((one) => [one.name.toLowerCase(), { ...one, spoke: spoke(one) }]));
  people.version++;
}

// Follows an event that happens now.
function followMember(entry) {
  const { members } = people;
  const key = entry.name.toLowerCase();
  if (SAID.has(entry.kind) || entry.kind === 'topic') {
    const speaker = members.get(key);
    if (speaker) speaker.spoke = ++people.speakers;
    return;
  }
  const before = members.get(entry.other.toLowerCase());
  if (entry.kind === 'start') members.clear();
  else if (entry.kind === 'leave') members.delete(key);
  else members.set(key, { isBot: entry.isBot, since: entry.time, spoke: 0, ...before, name: entry.name });
  if (before && !isSame(entry.other, entry.name)) members.delete(entry.other.toLowerCase());
  people.version++;
}

// Names for completion: the last speaker first.
const otherNames = () => [...people.members.values()].sort((a, b) => b.spoke - a.spoke || byName(a, b)).map((one) => one.name)
  .filter((name) => !isSame(name, talk.name));

// ---- Conversation
// With these codes the server ends a connection that may come back.
const COMES_BACK = new Set(['draining', 'cut-off', 'not-reading', 'silent', 'replaced']);
// The conversation over any number of connections: each line is said once, each event is passed on once.
class Conversation {
  constructor() {
    this.state = 'offline';
    this.text = this.bye = '';
    this.name = saved?.name ?? stored('localStorage');
    this.password = saved?.password ?? '';
    this.isNumbered = saved?.isNumbered ?? false; // another name may be added to, such as alice_2
    this.hasBeenIn = this.isIn = false;
    this.link = /** @type {any} */ (null);
    this.here = /** @type {any} */ (null); // the room in which this client is a member
    this.move = /** @type {any} */ (null);
    this.delay = this.requested = this.inSince = this.nameTries = 0;
    this.retryTimer = this.joinTimer = this.probeTimer = 0;
    /** @type {any} */
    this.lists = { usage: [], room: [], present: [] }; // answers that are not complete yet
    this.commands = this.rooms = /** @type {any[]} */ ([]);
  }
  setState(state, text = '') { [this.state, this.text] = [state, text]; touch(); }
  connect() {
    this.drop();
    this.bye = '';
    if (this.state !== 'offline' || !this.hasBeenIn) this.setState('connecting');
    const link = new Link((line) => link === this.link && this.receive(line), () => link === this.link && this.lose());
    this.link = link;
    this.joinTimer = window.setTimeout(() => this.lose(), JOIN_LIMIT);
  }
  // Closes the connection in silence.
  drop() {
    for (const timer of [this.retryTimer, this.joinTimer, this.probeTimer]) clearTimeout(timer);
    this.retryTimer = this.joinTimer = this.probeTimer = 0;
    this.link?.close();
    this.link = this.move = null;
    this.isIn = false;
    this.lists = { usage: [], room: [], present: [] };
    outbox.interrupt();
    for (const room of rooms) room.isWatched = false;
  }
  // The connection is lost. The next one is tried after a delay, unless the server has ended the conversation.
  lose(why = 'Connection lost; trying again. What you say now is kept, and said once.') {
    const wasLong = this.inSince && Date.now() - this.inSince >= MAX_DELAY;
    this.drop();
    if (this.bye && !COMES_BACK.has(this.bye)) return;
    this.delay = !this.delay || wasLong ? 100 : Math.min(2 * this.delay, MAX_DELAY);
    this.retryTimer = window.setTimeout(() => this.connect(), this.requested + this.delay * (0.5 + Math.random() / 2));
    this.inSince = this.requested = 0;
    this.setState('offline', why);
  }
  // The conversation is over until the person comes back.
  end(text) { this.drop(); this.setState('ended', text); }
  // The page woke up, or the network changed: finds out at once whether the connection is alive.
  wake() {
    if (this.retryTimer) this.connect();
    else this.probe();
  }
  probe() {
    if (!this.isIn || this.probeTimer) return;
    this.link.send(['ping alive']);
    this.probeTimer = window.setTimeout(() => this.lose(), PING_LIMIT);
  }
  join() {
    const first = outbox.lines[0];
    this.here = first?.number && this.here ? this.here : first ? openRoom(first.room) : shown;
    const session = `${first?.number ? 'resume' : 'session'}=${outbox.session}`;
    save();
    this.link.send([
      ...(this.password ? [`password ${this.password}`] : []),
      `join ${this.here.name} ${this.name} ${session} ${this.here.since} answers${this.isNumbered ? ' numbered' : ''}`,
    ]);
  }
  // Sends what waits. Goes to another room when all that was said before is acknowledged.
  pump() {
    if (!this.isIn || this.move) return;
    const lines = outbox.take(this.here.name);
    if (lines.length > 0) { save(); this.link.send(lines); }
    const first = outbox.lines[0];
    const goal = first ? openRoom(first.room) : shown;
    if (goal !== this.here && !first?.number) this.beginMove(goal);
  }
  // The room's events as a watcher end before those as a member begin.
  beginMove(room) {
    this.move = { room, number: 0 };
    if (room.isWatched) this.link.send([`unwatch ${room.name}`]);
    else this.sendMove();
  }
  sendMove() {
    this.move.number = ++outbox.lastNumber;
    save();
    this.link.send([`command ${this.move.number} ${this.here.name} /join ${this.move.room.name}`]);
  }
  failMove(text) {
    const { room } = this.move;
    this.move = null;
    this.refuse((line) => isSame(line.room, room.name), text);
    if (shown === room) showRoom(this.here);
    if (room.last < 0) closeRoom(room);
    else this.watch(room);
    showRefusal(text);
    this.pump();
  }
  watch(room) { if (this.isIn && room !== this.here && !room.isWatched) this.link.send([`watch ${room.name} ${room.since}`]); }
  unwatch(room) { if (this.isIn && room.isWatched) this.link.send([`unwatch ${room.name}`]); room.isWatched = false; }
  leave() { this.link?.send(['quit']); outbox.beginSession(); this.end('You left.'); save(); }
  receive(line) {
    clearTimeout(this.probeTimer);
    this.probeTimer = 0;
    if (line === 'NAME') {
      whenAlone.then(() => !this.isIn && this.link?.isNamed && this.join());
    } else if (!this.link.isNamed) {
      this.lose(line.replace(/^! /, ''));
    } else {
      const parsed = parseLine(line);
      if (parsed && EVENTS.has(parsed.word)) this.handleEvent(parsed);
      else if (parsed) this.handle(parsed);
    }
  }
  handle(line) {
    const room = line.room && findRoom(line.room);
    switch (line.word) {
      case 'chatroom/1': setText($('server'), line.text || 'chatroom'); break;
      case 'session': outbox.acknowledge(line.number); break;
      case 'log': room?.setLog(line.identity); break;
      case 'welcome': (this.isIn ? this.arrive : this.enter).call(this, line); break;
      case 'watching': this.beginWatch(line, room); break;
      case 'unwatched': this.endWatch(room); break;
      case 'ack': this.acknowledge(line.number); break;
      case 'error': this.handleError(line); break;
      case 'refused': this.refuse((one) => one.number && one.number >= line.first && one.number <= line.number, line.text); break;
      case 'ping': this.link.send([`pong ${line.text}`]); break;
      case 'retry': this.requested = Math.min(line.number, 3_600_000); break;
      case 'bye': this.handleBye(line); break;
      case 'private': case 'notice': receiveEntry(this.here, entryOf(line, line.word, this.name), true); break;
      case 'gap': if (room) receiveEntry(room, entryOf(line, 'gap', this.name), false); break;
      case 'subject': if (room) room.subject = line; touch(); break;
      case 'usage': case 'room': case 'present': this.lists[line.word].push(line); break;
      case 'total': this.endMembers(room); break;
      case 'commands': this.commands = this.takeList('usage').map((one) => one.text); break;
      case 'rooms': this.rooms = this.takeList('room').map((one) => ({ name: one.room, members: one.number, topic: one.text })); touch(); break;
      default: break;
    }
  }
  takeList(word) { const list = this.lists[word]; this.lists[word] = []; return list; }
  // The list may be that of the room before this one.
  endMembers(room) {
    const listed = this.takeList('present');
    if (room === this.here) setMembers(listed.map((one) => ({ name: one.name, isBot: one.kind === 'bot', since: one.time })));
    touch();
  }
  // The server has let this client in.
  enter(welcome) {
    clearTimeout(this.joinTimer);
    this.isIn = this.hasBeenIn = true;
    [this.inSince, this.nameTries] = [Date.now(), 0];
    this.begin(welcome);
    openChat();
    this.setState('open');
    this.link.send([`who ${welcome.room}`, 'commands', 'rooms']);
    for (const room of rooms) this.watch(room);
    this.pump();
  }
  // This client has moved to another room.
  arrive(welcome) {
    const old = this.here;
    const room = openRoom(welcome.room);
    const [from, to] = [room.top, welcome.id];
    this.move = null;
    this.begin(welcome);
    if (from > 0 && to > from) fillHole(room, from, to);
    if (rooms.includes(old)) this.watch(old);
    this.link.send([`who ${room.name}`, 'rooms']);
    this.pump();
  }
  begin(welcome) {
    this.here = openRoom(welcome.room);
    this.here.name = welcome.room;
    this.here.begin(welcome.id);
    people.members.clear();
    setMembers([]);
    this.setName(welcome.name);
  }
  setName(name) { this.name = name; if (!this.isNumbered) keep('localStorage', name); saveSoon(); touch(); }
  beginWatch(line, room) {
    if (!room) { this.link.send([`unwatch ${line.room}`]); return; }
    room.isWatched = true;
    room.begin(line.id);
    if (this.move?.room === room && !this.move.number) this.beginMove(room);
  }
  endWatch(room) { if (room) room.isWatched = false; if (this.move && this.move.room === room && !this.move.number) this.sendMove(); }
  handleEvent(line) {
    const room = findRoom(line.room);
    if (!room) return;
    const isLive = line.id > room.begunAt;
    if (isLive && room === this.here && line.word === 'rename' && isSame(line.other, this.name)) this.setName(line.name);
    const entry = entryOf(line, line.word, this.name);
    if (receiveEntry(room, entry, isLive) && isLive && entry.isOwn) outbox.confirm(entry);
  }
  acknowledge(number) { outbox.acknowledge(number); saveSoon(); touch(); this.pump(); }
  handleError({ code, number, text }) {
    if (!this.isIn) this.handleRefusedJoin(code, text);
    else if (!number) showRefusal(text);
    else if (number !== this.move?.number) this.refuse((line) => line.number === number, text);
    else if (code !== 'already-there') this.failMove(text);
    else [this.here, this.move] = [this.move.room, null];
  }
  refuse(isRefused, text) { const refused = outbox.refuse(isRefused); if (refused.length === 0) return; save(); giveBack(refused, text); }
  handleRefusedJoin(code, text) {
    if (code === 'session-forgotten') {
      giveBack(outbox.beginSession(), 'The server no longer knows what was on its way. This may not have been said.');
      this.join();
    } else if (code === 'name-taken' && this.hasBeenIn) {
      // The name may get free, for example when the server notices the lost connection.
      this.isNumbered = ++this.nameTries >= 3;
      this.lose(text);
    } else if (code === 'not-written' || code === 'draining') {
      this.lose(text);
    } else {
      this.bye = code;
      this.end(text);
      askName(code.startsWith('password-'), code === 'password-needed' ? 'This server has a password.' : text);
    }
  }
  handleBye({ code, text }) {
    this.bye = code;
    if (code === 'replaced') {
      giveBack(outbox.beginSession(), 'This tab was open twice. This may not have been said.');
      this.isNumbered = true;
    } else if (!COMES_BACK.has(code)) {
      this.end(text);
      if (!this.hasBeenIn) askName(code === 'password-needed', text);
    }
  }
}

// Calls back if another tab has the same session, as the original of a duplicated tab does; answers such tabs later.
function claimSession(onTaken) {
  const me = randomWord(16);
  const channel = new BroadcastChannel(KEY);
  let isClaiming = true;
  channel.onmessage = ({ data }) => {
    if (data.session !== outbox.session || data.from === me) return;
    if (data.to === me && isClaiming) {
      isClaiming = false;
      onTaken();
    } else if (!data.to && (!isClaiming || me < data.from)) {
      channel.postMessage({ session: outbox.session, from: me, to: data.from });
    }
  };
  if (!saved) return Promise.resolve((isClaiming = false));
  channel.postMessage({ session: outbox.session, from: me });
  // A tab that is loaded again has had its session to itself.
  const isReload = performance.getEntriesByType('navigation').some((entry) => entry.toJSON().type === 'reload');
  return pause(isReload ? 100 : 600).then(() => (isClaiming = false));
}

/** @returns {Record<string, string>} */
function authorization() {
  const bytes = encoder.encode(`${talk.name}:${talk.password}`);
  return talk.password ? { Authorization: `Basic ${btoa(String.fromCharCode(...bytes))}` } : {};
}

/** @returns {Promise<any>} */
async function get(path, accept) {
  const answer = await fetch(new URL(path, BASE), { headers: { Accept: accept, ...authorization() }, credentials: 'omit', cache: 'no-store' });
  if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
  return answer.text();
}

// Events of a room before an id: the oldest comes first.
async function readBack(room, before, count) {
  const text = await get(`${encodeURIComponent(room.name)}?before=${before}&last=${count}&poll`, 'application/x-ndjson');
  const events = text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
  return events.filter((event) => event.id && event.id < before)
    .map((event) => entryOf({ ...event, room: room.name }, event.type === 'message' && event.bot ? 'bot' : event.type, talk.name));
}
async function fillHole(room, from, to) {
  const { version } = room;
  for (let wait = 500; room.version === version && rooms.includes(room); wait = Math.min(2 * wait, 30_000)) {
    const missing = await readBack(room, to + 1, to - from).catch(() => null);
    if (missing) room.fill(missing.filter((entry) => entry.id > from));
    touch();
    if (missing) return;
    await pause(wait);
  }
}

// ---- The log
const SENTENCES = {
  join: () => 'joined', leave: (entry) => (entry.text ? `was sent away: ${entry.text}` : 'left'), rename: (entry) => `is now ${entry.name}`,
  topic: (entry) => (entry.text ? `set the topic: ${entry.text}` : 'took the topic away'),
  start: () => 'The server was started; all who were here before have left.',
  gap: (entry) => `${counted(entry.count, 'line is', 'lines are')} missing here: the server no longer has them.`,
};
const QUIET = new Set(['join', 'leave', 'rename']);
const NAMELESS = new Set(['announcement', 'start', 'notice', 'gap']);
// True if an entry goes on under the name of the one before.
const continues = (entry, before) => before && before.kind === entry.kind && (entry.kind === 'message' || entry.kind === 'bot')
  && isSame(before.name, entry.name) && entry.time - before.time < 5 * 60_000;
function buildRow(entry) {
  const row = el('li', `row${QUIET.has(entry.kind) ? ' quiet' : ''}${entry.isMention ? ' mention' : ''}`);
  Object.assign(row.dataset, { kind: entry.kind === 'start' ? 'notice' : entry.kind, room: entry.room });
  if (entry.id && entry.kind !== 'gap') row.dataset.id = entry.id;
  if (entry.state) row.dataset.state = entry.state;
  if (entry.state === 'pending') row.setAttribute('aria-busy', 'true');
  const who = entry.kind === 'rename' ? entry.other : entry.name;
  if (who && !NAMELESS.has(entry.kind)) {
    row.classList.add(hueOf(who));
    row.dataset.initials = initialsOf(who);
    row.append(el('b', 'who', who), ' ');
    if (entry.isBot) row.append(el('span', 'badge', 'bot'), ' ');
    if (entry.kind === 'private') row.append(el('span', 'badge', `to ${entry.isOwn ? entry.other : 'you alone'}`), ' ');
  }
  const text = el('span', /^(  |\t)/.test(entry.text) ? 'text code' : 'text');
  text.dir = 'auto';
  addText(text, SENTENCES[entry.kind]?.(entry) ?? entry.text);
  row.append(timeElement(entry.time, clockOf(entry.time).time), ' ', text);
  return row;
}
function divider(kind, text) { const line = el('li', 'divider'); line.dataset.kind = kind; line.append(el('span', '', text)); return line; }
// The rows of the shown room: a window of at most WINDOW lines. It reaches the newest one, unless somebody scrolled far back.
class LogView {
  constructor() {
    this.scroller = $('scroller');
    this.list = $('log');
    this.newest = $('newest');
    this.scroller.addEventListener('scroll', () => this.onScroll(), { passive: true });
    this.newest.onclick = () => this.toNewest();
    this.pending = new Map();
    this.open(shown);
    new ResizeObserver(() => this.follows && this.toEnd()).observe(this.scroller);
  }
  open(room) {
    this.room = room;
    this.mark = room.unread > 0 ? room.read : Infinity; // the unread line stands after this event
    this.rebuild(OPENED);
  }
  // Draws the newest lines of the room.
  rebuild(count) {
    this.list.replaceChildren();
    this.rows = [];
    this.pending.clear();
    this.version = this.room.version;
    this.order = -Infinity; // of the newest line that was drawn, or counted
    this.isAttached = this.follows = true;
    this.isLoading = false;
    this.unseen = 0;
    this.trouble = '';
    this.append(this.room.entries.slice(-count));
    this.drawPending();
    this.toEnd();
    this.showNewest();
  }
  flush() {
    const { entries } = this.room;
    let at = entries.length;
    while (at > 0 && entries[at - 1].order > this.order) at--;
    const fresh = entries.slice(at);
    if (this.version !== this.room.version || (fresh.length > WINDOW && this.follows)) {
      this.rebuild(WINDOW);
    } else {
      if (fresh.length > 0) this.addFresh(fresh);
      this.drawPending();
      if (this.follows) this.toEnd();
      this.showNewest();
    }
    this.loadMore();
    return fresh.length;
  }
  addFresh(fresh) {
    if (!this.follows) {
      this.unseen += fresh.filter((entry) => SAID.has(entry.kind) && !entry.isOwn && !isIgnored(entry)).length;
      this.isAttached &&= this.rows.length + fresh.length <= WINDOW;
    }
    if (this.isAttached) { this.append(fresh); this.dropTop(); }
    this.order = fresh.at(-1).order;
  }
  // The lines before a row: the beginning of the room, a new day, the first unread line.
  dividersOf(entry, before) {
    const dividers = [];
    if (!before && entry.id && entry.id <= this.room.floor) dividers.push(divider('beginning', `This is the beginning of ${this.room.name}.`));
    if (!before && this.trouble) dividers.push(divider('trouble', this.trouble));
    if (!before || clockOf(before.time).day !== clockOf(entry.time).day) dividers.push(divider('day', dayName(entry.time)));
    if (entry.id > this.mark && !entry.isOwn && !(before?.id > this.mark)) dividers.push(divider('unread', 'New'));
    return dividers;
  }
  // Rows for entries that follow one another; a space parts those that stand in one paragraph.
  makeRows(entries, before) {
    const [rows, fragment] = [[], document.createDocumentFragment()];
    for (const entry of entries) {
      if (isIgnored(entry)) continue;
      const row = { entry, element: buildRow(entry), dividers: this.dividersOf(entry, before) };
      row.element.classList.toggle('first', row.dividers.length > 0 || !continues(entry, before));
      fragment.append(...row.dividers, row.element, ' ');
      rows.push(row);
      before = entry;
    }
    return { rows, fragment };
  }
  append(entries) {
    const { rows, fragment } = this.makeRows(entries, this.rows.at(-1)?.entry);
    this.list.insertBefore(fragment, this.pending.values().next().value ?? null);
    this.rows.push(...rows);
    if (entries.length > 0) this.order = Math.max(this.order, entries.at(-1).order);
  }
  prepend(entries) {
    const { rows, fragment } = this.makeRows(entries);
    this.list.prepend(fragment);
    this.rows.unshift(...rows);
    this.redress(rows.length);
  }
  // The line before this row is another one now.
  redress(index) {
    const [row, before] = [this.rows[index], this.rows[index - 1]?.entry];
    if (!row) return;
    for (const old of row.dividers) old.remove();
    row.dividers = this.dividersOf(row.entry, before);
    row.element.before(...row.dividers);
    row.element.classList.toggle('first', row.dividers.length > 0 || !continues(row.entry, before));
  }
  remove(rows) {
    for (const { element, dividers } of rows) { element.nextSibling?.remove(); for (const node of [...dividers, element]) node.remove(); }
  }
  dropTop() { if (this.rows.length <= WINDOW) return; this.remove(this.rows.splice(0, this.rows.length - WINDOW + 200)); this.redress(0); }
  dropBottom() { if (this.rows.length <= WINDOW) return; this.remove(this.rows.splice(WINDOW)); this.isAttached = false; }
  // One's own lines that the room has not shown yet stand at the end.
  drawPending() {
    const lines = this.isAttached ? outbox.pending(this.room) : [];
    const keys = new Set(lines.map((line) => line.key));
    for (const [key, row] of this.pending) {
      if (keys.has(key)) continue;
      row.remove();
      this.pending.delete(key);
    }
    let before = this.rows.at(-1)?.entry;
    for (const line of lines) {
      const entry = ownEntry(line, 'pending');
      if (!this.pending.has(line.key)) { this.pending.set(line.key, buildRow(entry)); this.list.append(this.pending.get(line.key)); }
      this.pending.get(line.key).classList.toggle('first', !continues(entry, before));
      before = entry;
    }
  }
  // Makes a change around a row, which stays where it is, to the pixel.
  keepPlace(row, change) {
    const place = row.element.getBoundingClientRect().bottom;
    change();
    this.scroller.scrollTop += row.element.getBoundingClientRect().bottom - place;
  }
  onScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    const followed = this.follows;
    this.follows = this.isAttached && scrollHeight - scrollTop - clientHeight < 32;
    if (this.follows && !followed) this.toNewest();
    this.showNewest();
    this.loadMore();
  }
  loadMore() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    if (scrollTop < 600) this.load(() => this.older());
    else if (!this.isAttached && scrollHeight - scrollTop - clientHeight < 600) this.load(() => this.newer());
  }
  async load(read) {
    if (this.isLoading || this.rows.length === 0 || !talk.isIn) return;
    this.isLoading = true;
    const { room, version } = this;
    const isStill = () => room === this.room && version === this.version;
    try {
      const change = await read();
      if (change && isStill()) change();
      this.trouble = '';
    } catch {
      if (isStill()) this.showTrouble();
      await pause(5000);
    }
    if (isStill()) this.isLoading = false;
  }
  showTrouble() { this.trouble = 'Earlier lines could not be loaded. The next try comes soon.'; this.redress(0); }
  // Reads what comes before the first row; returns the change of the rows.
  async older() {
    const { room } = this;
    const first = this.rows.find((row) => row.entry.id)?.entry;
    if (!first || first.id <= room.floor) return null;
    const at = room.entries.indexOf(this.rows[0].entry);
    const kept = at > 0 ? room.entries.slice(Math.max(0, at - CHUNK), at) : [];
    const older = kept.length > 0 ? kept : await readBack(room, first.id, CHUNK);
    return () => {
      if (older.length === 0) room.floor = first.id;
      if (kept.length === 0 && this.isAttached) room.addOlder(older);
      this.keepPlace(this.rows[0], () => this.prepend(older));
      this.dropBottom();
    };
  }
  // Reads what comes after the last row, if the newest lines are not drawn.
  async newer() {
    const { entries } = this.room;
    const last = this.rows.findLast((row) => row.entry.id)?.entry;
    if (!last) return null;
    const at = entries.findIndex((entry) => entry.id > last.id);
    const isKept = at > 0 || entries[0]?.id <= last.id + 1;
    const newer = isKept ? entries.slice(at, at + CHUNK)
      : (await readBack(this.room, last.id + CHUNK + 1, CHUNK)).filter((entry) => entry.id > last.id);
    return () => {
      if (newer.length > 0) this.keepPlace(this.rows.at(-1), () => (this.append(newer), this.dropTop()));
      this.isAttached = newer.at(-1) === this.room.entries.at(-1);
    };
  }
  toEnd() { this.scroller.scrollTop = this.scroller.scrollHeight; }
  toNewest() {
    if (!this.isAttached) this.rebuild(OPENED);
    this.follows = true;
    this.unseen = 0;
    this.toEnd();
    this.showNewest();
    markRead();
  }
  showNewest() {
    this.newest.hidden = this.follows;
    if (!this.follows) setText(this.newest, this.unseen > 0 ? `${this.unseen.toLocaleString('en')} new` : 'Newest');
  }
  setMark(id) {
    const marked = this.rows.findIndex((row) => row.dividers.some((one) => one.dataset.kind === 'unread'));
    this.mark = id;
    if (marked >= 0) this.redress(marked);
  }
}

// ---- The box
const OWN_COMMANDS = ['/clear', '/ignore NAME', '/unignore NAME'];

class Composer {
  constructor() {
    this.box = $('box');
    this.popup = $('suggestions');
    this.said = [];
    this.recalled = this.active = -1;
    this.options = [];
    this.before = '';
    this.isPasted = false; // the slash at the beginning came from a paste, so it is text
    this.cycle = /** @type {any} */ (null);
    this.box.addEventListener('input', (event) => this.onInput(event.inputType));
    this.box.addEventListener('keydown', (event) => this.onKey(event));
    this.box.addEventListener('blur', () => this.suggest());
    $('composer').onsubmit = (event) => { event.preventDefault(); this.submit(); this.box.focus(); };
    $('paste-say').onclick = () => { $('paste-dialog').close(); this.say(this.lines()); };
  }
  set(text) { this.box.value = text; this.isPasted = false; this.note(); }
  // Remembers the draft, and fits the box to it.
  note() {
    shown.draft = this.before = this.box.value;
    saveSoon();
    if (CSS.supports('field-sizing', 'content')) return;
    this.box.style.height = 'auto';
    this.box.style.height = `${this.box.scrollHeight}px`;
  }
  giveBack(text) {
    if (this.box.value.trim() === '') this.set(text);
    else this.said.push(text);
  }
  onInput(inputType) {
    const { value } = this.box;
    this.isPasted = value.startsWith('/') && (this.isPasted || (/^insertFrom(Paste|Drop)/.test(inputType) && !this.before.startsWith('/')));
    this.recalled = -1;
    this.note();
    showRefusal('');
    const found = this.complete();
    this.suggest(/^(\/|@.)/.test(found.word) ? found : null);
  }
  onKey(event) {
    const { key, shiftKey } = event;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const isOpen = this.options.length > 0;
    const step = key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : 0;
    if (key === 'Enter' && !shiftKey) {
      if (isOpen && this.active >= 0 && !this.cycle) this.accept(this.active);
      else this.submit();
    } else if (key === 'Tab') {
      if (shiftKey || !this.tab()) return;
    } else if (isOpen && step) {
      this.highlight((Math.max(this.active, step > 0 ? -1 : 0) + step + this.options.length) % this.options.length);
    } else if (step) {
      if (!this.recall(-step)) return;
    } else if (key === 'Escape' && (isOpen || $('refusal').textContent)) {
      this.suggest();
      showRefusal('');
    } else if (/^Page(Up|Down)$/.test(key)) {
      view.scroller.scrollBy({ top: (key === 'PageUp' ? -0.9 : 0.9) * view.scroller.clientHeight });
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
  // Goes through what was said before. Text that is being written is never touched.
  recall(step) {
    const isRecalled = this.recalled >= 0 && this.box.value === this.said.at(-1 - this.recalled);
    const next = (isRecalled ? this.recalled : -1) + step;
    if ((this.box.value !== '' && !isRecalled) || next >= this.said.length || next < -1) return false;
    this.set(next < 0 ? '' : this.said.at(-1 - next));
    this.recalled = next;
    return true;
  }
  // The completions of the word before the caret: a command, its room, or a name.
  complete() {
    const before = this.box.value.slice(0, this.box.selectionEnd);
    const word = /\S*$/.exec(before)?.[0] ?? '';
    const start = before.length - word.length;
    const isCommand = /^\/\w*$/.test(before) && !this.isPasted;
    const isRoom = /^\/join \S*$/i.test(before);
    const wanted = (isCommand || isRoom ? word : word.replace(/^@/, '')).toLowerCase();
    const all = isCommand ? [...talk.commands, ...OWN_COMMANDS].sort() : isRoom ? roomNames() : otherNames();
    const suffix = start === 0 && !isCommand ? ': ' : ' ';
    const options = word || isRoom ? all.filter((one) => one.toLowerCase().startsWith(wanted)) : [];
    return { word, start, end: before.length, options: options.slice(0, 8).map((label) => ({ label, text: label.split(' ')[0] + suffix })) };
  }
  suggest(found = /** @type {any} */ (null)) {
    this.found = found;
    this.cycle = null;
    this.options = found?.options ?? [];
    this.popup.hidden = this.options.length === 0;
    this.popup.replaceChildren(...this.options.map((option, index) => {
      const item = el('li', '', option.label);
      item.id = `option-${index}`;
      item.role = 'option';
      item.onpointerdown = (event) => { event.preventDefault(); this.accept(index); };
      return item;
    }));
    this.highlight(-1);
  }
  highlight(index) {
    this.active = index;
    [...this.popup.children].forEach((item, at) => item.setAttribute('aria-selected', String(at === index)));
    setAttribute(this.box, 'aria-activedescendant', index < 0 ? null : `option-${index}`);
  }
  insert(found, index) {
    const { text } = found.options[index];
    this.box.setRangeText(text, found.start, found.end, 'end');
    this.note();
    return { ...found, end: found.start + text.length, index };
  }
  accept(index) { this.insert(this.found, index); this.suggest(); }
  // Completes, or goes on to the next completion; false: there is none, and Tab leaves the box.
  tab() {
    const found = this.cycle ?? this.complete();
    const count = found.options.length;
    if (count === 0 || (this.cycle && count === 1)) return false;
    const index = this.cycle ? (this.cycle.index + 1) % count : Math.max(0, this.active);
    const cycle = this.insert(found, index);
    this.suggest(count > 1 ? cycle : null);
    this.cycle = cycle;
    if (count > 1) this.highlight(index);
    return true;
  }
  lines() { return this.box.value.split(/\r\n|\r|\n/).map((line) => line.replaceAll('\0', '')).filter((line) => clean(line) !== ''); }
  // Why lines cannot be said; empty: they can.
  whyNot(lines) {
    const bytes = lines.map(byteLength);
    if (Math.max(...bytes) > MAX_TEXT) return `That is too long to be said: the limit is ${MAX_TEXT} bytes for a line. Send it in parts.`;
    if (lines.length > 1 && (lines.length > MAX_LINES || bytes.reduce((sum, length) => sum + length) > MAX_BYTES)) {
      return `Those lines are too many to be said together: the limit is ${MAX_LINES} lines and ${MAX_BYTES} bytes. Send them in parts.`;
    }
    if (outbox.lines.length + lines.length > 2 * MAX_LINES) return 'That was not said: too many lines wait. Try again when the connection is back.';
    return lines.length > 1 && !this.isPasted && /^\/[a-z]+( |$)/i.test(lines[0])
      ? 'A command has one line, so nothing was sent. Join its lines, or put a line of text before it.' : '';
  }
  submit() {
    const lines = this.lines();
    this.suggest();
    if (lines.length === 0) return;
    const why = this.whyNot(lines);
    showRefusal(why);
    if (why) return;
    if (lines.length <= ASK_ABOVE) {
      this.say(lines);
    } else {
      setText($('paste-title'), `Say ${counted(lines.length, 'line')}?`);
      $('paste-dialog').showModal();
    }
  }
  say(lines) {
    const typed = this.box.value;
    const isSlash = lines.length === 1 && lines[0].startsWith('/') && !this.isPasted;
    if (!hasPassword(typed)) this.said = [...this.said.filter((one) => one !== typed), typed].slice(-50);
    this.recalled = -1;
    this.set('');
    if (isSlash && !lines[0].startsWith('//')) runCommand(lines[0]);
    else sayLines('say', isSlash ? [lines[0].slice(1)] : lines);
  }
}
function showRefusal(text) { setText($('refusal'), text); }
// Shows lines that were not said, and puts them back into the box.
function giveBack(lines, why) {
  const texts = new Map();
  for (const line of lines) {
    if (isSaid(line)) findRoom(line.room)?.add(ownEntry(line, 'refused'));
    const text = line.kind === 'say' && !line.group && line.text.startsWith('/') ? `/${line.text}` : line.text;
    const key = line.group || -line.key;
    texts.set(key, texts.has(key) ? `${texts.get(key)}\n${text}` : text);
  }
  for (const text of texts.values()) if (!hasPassword(text)) composer.giveBack(text);
  if (lines.length > 0) showRefusal(why);
  touch();
}
function sayLines(kind, texts) {
  outbox.add(kind, shown.name, texts);
  save();
  talk.pump();
  view.setMark(Infinity);
  view.toNewest();
  touch();
}
const COMMANDS = {
  '/join': (name) => isName(name) && showRoom(openRoom(name)),
  '/quit': () => talk.leave(),
  '/clear': clearLog,
  '/history': () => addNotices('Scroll up: the page reads back as far as the server has kept.'),
  '/ignore': (name) => changeIgnored(name, true),
  '/unignore': (name) => changeIgnored(name, false),
  '/help': () => addNotices('/clear           empties this page', '/ignore NAME     hides what NAME says', '/unignore NAME   shows it again'),
};
const ALSO_ASKS_SERVER = new Set(['/help']);
// Runs a command of the page, or asks the server.
function runCommand(line) {
  const [word, rest] = takeWord(line);
  const command = COMMANDS[word.toLowerCase()];
  const isDone = command && command(rest.trim()) !== false;
  if (isDone && !ALSO_ASKS_SERVER.has(word.toLowerCase())) return;
  sayLines('command', [line]);
  if (hasPassword(line)) talk.link?.send(['commands']); // an operator has more
}
function clearLog() { const { top } = shown; shown.clear(); [shown.top, shown.floor] = [top, top + 1]; touch(); }
function changeIgnored(name, isIgnoring) {
  if (name && isIgnoring) ignored.add(name.toLowerCase());
  else ignored.delete(name.toLowerCase());
  shown.version++;
  save();
  addNotices(ignored.size > 0 ? `You ignore ${[...ignored].join(', ')}; /unignore NAME ends that.` : 'You ignore nobody now.');
}
function addNotices(...texts) { for (const text of texts) receiveEntry(shown, entryOf({ text, room: shown.name }, 'notice', talk.name), true); }

// ---- Rooms and people beside the log
// On a small screen the lists slide over the log.
function toggleDrawer(drawer) {
  const { dataset } = document.body;
  const last = dataset.drawer;
  dataset.drawer = last === drawer ? '' : drawer;
  for (const one of ['rooms', 'people']) $(`show-${one}`).setAttribute('aria-expanded', String(dataset.drawer === one));
  $('chat').inert = getComputedStyle($('scrim')).display !== 'none';
  if (dataset.drawer) $(dataset.drawer === 'rooms' ? 'side' : 'side-people').focus();
  else if (last) $(`show-${last}`).focus();
}
function drawRooms() {
  for (const item of [...$('rooms').children]) if (!rooms.includes(item.room)) item.remove();
  for (const room of rooms) {
    room.item ??= makeRoomItem(room);
    if (!room.item.isConnected) $('rooms').append(room.item);
    drawRoom(room);
  }
  $('rooms').classList.toggle('single', rooms.length === 1);
  const away = rooms.filter((room) => room !== shown && room.unread > 0);
  const mentions = away.reduce((sum, room) => sum + room.mentions, 0);
  $('away').hidden = away.length === 0;
  setText($('away'), mentions > 0 ? String(mentions) : '');
  drawOtherRooms();
}
function makeRoomItem(room) {
  const item = el('li', '', roomButton(room.name, () => showRoom(room)), button(`Close ${room.name}`, () => closeRoom(room), 'shut'));
  [item.room, item.firstChild.dataset.room] = [room, room.name];
  return item;
}
function drawRoom(room) {
  const open = room.item.firstChild;
  const [, unread, mentions, words] = open.children;
  setText(unread, room.unread > 0 ? String(room.unread) : '');
  setText(mentions, room.mentions > 0 ? String(room.mentions) : '');
  setText(words, (room.unread > 0 ? `, ${room.unread} unread` : '') + (room.mentions > 0 ? `, ${counted(room.mentions, 'mention')}` : ''));
  open.classList.toggle('has-unread', room.unread > 0);
  setAttribute(open, 'aria-current', room === shown ? 'true' : null);
}

// A room in a list: its name, its counts, and the counts in words for screen readers.
function roomButton(name, onclick) {
  const open = button('', onclick);
  open.append(el('span', 'label', name), ...['unread', 'mentions', 'unseen'].map((part) => el('span', part)));
  for (const count of [open.children[1], open.children[2]]) count.setAttribute('aria-hidden', 'true');
  return open;
}
let drawnRooms = '';
function drawOtherRooms() {
  const others = talk.rooms.filter((one) => !findRoom(one.name)).slice(0, 50);
  const drawn = JSON.stringify(others);
  if (drawn === drawnRooms) return;
  drawnRooms = drawn;
  $('elsewhere').hidden = others.length === 0;
  $('other-rooms').replaceChildren(...others.map((one) => {
    const open = roomButton(one.name, () => showRoom(openRoom(one.name)));
    open.title = one.topic;
    setText(open.children[1], String(one.members || ''));
    setText(open.children[3], `, ${counted(one.members, 'person', 'people')}`);
    return el('li', '', open);
  }));
}
let drawnPeople = '';
function drawPeople() {
  const drawn = `${people.version} ${talk.name}`;
  if (drawn === drawnPeople) return;
  drawnPeople = drawn;
  const members = [...people.members.values()].sort((a, b) => Number(a.isBot) - Number(b.isBot) || byName(a, b));
  const count = members.length > 0 ? members.length.toLocaleString('en') : '';
  for (const id of ['people-count', 'people-badge']) setText($(id), count);
  const items = members.slice(0, 500).map(makePerson);
  if (members.length > 500) items.push(el('li', 'small', `and ${counted(members.length - 500, 'other')}`));
  $('people').replaceChildren(...items);
}
function makePerson({ name, isBot, since }) {
  const item = el('li', hueOf(name), el('b', 'who', name));
  item.dataset.name = name;
  if (isBot) item.append(' ', el('span', 'badge', 'bot'));
  if (isSame(name, talk.name)) item.append(' ', el('span', 'badge', 'you'));
  const { day, time } = clockOf(since);
  item.append(' ', timeElement(since, `since ${day === new Date().toDateString() ? time : shortDay.format(since)}`));
  return item;
}

// ---- Lines that nobody looks at: the title, the icon, notifications, screen readers
let wantsAlerts = saved?.wantsAlerts ?? false;
let [alertTrouble, heard] = ['', /** @type {any[]} */ ([])];
// Why this browser cannot notify; empty: it can.
function whyNoAlerts() {
  if (!window.isSecureContext) return 'Notifications need https';
  if (!('Notification' in window)) return 'This browser has no notifications';
  return Notification.permission === 'denied' ? 'Your browser blocks notifications' : alertTrouble;
}
const hasAlerts = () => wantsAlerts && !whyNoAlerts() && Notification.permission === 'granted';
async function toggleAlerts() {
  const why = whyNoAlerts();
  if (why) showRefusal(`${why}. Mentions show in the title and in the icon of this tab.`);
  else wantsAlerts = !hasAlerts() && (await Notification.requestPermission()) === 'granted';
  save();
  touch();
}
function alertAbout(entry, room) {
  if (!hasAlerts() || (document.hasFocus() && !document.hidden)) return;
  try {
    const note = new Notification(`${entry.name} in ${room.name}`, { body: entry.text, tag: `${KEY} ${room.name}`, icon: '-/icon.svg' });
    note.onclick = () => { window.focus(); showRoom(room); note.close(); };
  } catch { alertTrouble = 'This browser notifies only for installed apps'; }
}
function drawAlerts() {
  const mentions = rooms.reduce((sum, room) => sum + room.mentions, 0);
  const hasUnread = rooms.some((room) => room.unread > 0);
  const title = (mentions > 0 ? `(${mentions}) ` : hasUnread ? '• ' : '') + (isChatting ? shown.name : 'chatroom');
  if (document.title !== title) document.title = title;
  setAttribute($('icon'), 'href', hasUnread ? iconWithDot(mentions > 0 ? '#e5484d' : '#f2c14e') : '-/icon.svg');
  setText($('notify'), whyNoAlerts() || (hasAlerts() ? 'Mentions notify you' : 'Notify me of mentions'));
  $('notify').classList.toggle('on', hasAlerts());
}
const iconWithDot = (colour) => `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">'
  + '<rect width="64" height="64" rx="16" fill="#0f6e62"/><path fill="#fff" d="M11 15h42v30H32L19 54v-9h-8z"/>'
  + `<circle cx="49" cy="15" r="13" fill="${colour}" stroke="#fff" stroke-width="3"/></svg>`)}`;
// Tells screen readers what is new, at most once a second: one line or a mention whole, others as a count.
function announce(entry) {
  if (heard.push(entry) > 1) return;
  setTimeout(() => {
    const whole = heard.length === 1 ? heard : heard.filter((one) => one.isMention);
    const said = whole.map((one) => `${one.name}: ${one.text}`);
    if (heard.length > whole.length) said.push(counted(heard.length - whole.length, 'new message'));
    $('announcer').replaceChildren(...said.map((text) => el('p', '', text)));
    heard = [];
  }, 1000);
}

// ---- The address of the room for others, as text and as QR code
function openShare() {
  const path = encodeURIComponent(shown.name);
  // A name of dots would not stay in a path.
  $('share-link').value = new URL(/^\.+$/.test(shown.name) ? `#${path}` : path, BASE).href;
  setText($('share-curl'), `curl -d 'hello' '${new URL(path, BASE).href}'`);
  setText($('copy'), 'Copy');
  $('qr').hidden = true;
  $('share-dialog').showModal();
  get(`-/qr.svg?room=${path}`, 'image/svg+xml').then((code) => {
    $('qr').src = `data:image/svg+xml,${encodeURIComponent(code)}`;
    $('qr').hidden = false;
  }, () => ($('qr').hidden = true));
}
async function copyShare() {
  $('share-link').select();
  if (window.isSecureContext) await navigator.clipboard.writeText($('share-link').value).catch(() => null);
  else document.execCommand('copy');
  setText($('copy'), 'Copied');
}

// ---- The page
let isChatting = false;
let [frame, fallback, rest, calmAt] = [0, 0, 0, 0];
let drawnTopic = /** @type {any} */ (null);
const findRoom = (name) => rooms.find((room) => isSame(room.name, name));
const roomNames = () => [...new Set([...rooms, ...talk.rooms].map((room) => room.name))].sort();
function openRoom(name) { const room = findRoom(name) ?? new Room(name); if (!rooms.includes(room)) rooms.push(room); return room; }
function showRoom(room) {
  if (document.body.dataset.drawer) toggleDrawer('');
  if (room !== shown && isChatting) {
    shown = room;
    view.open(room);
    composer.set(room.draft);
    showRefusal('');
    showAddress();
    markRead();
    talk.pump();
  }
  focusBox();
  touch();
}
function closeRoom(room) {
  if (rooms.length === 1) return;
  rooms = rooms.filter((one) => one !== room);
  talk.unwatch(room);
  if (room === shown) showRoom(rooms[0]);
  save();
  touch();
}
const isIgnored = (entry) => !entry.isOwn && SAID.has(entry.kind) && ignored.has(entry.name.toLowerCase());
const isReading = (room) => room === shown && isChatting && view.follows && !document.hidden && document.hasFocus();
function markRead() { if (isReading(shown)) Object.assign(shown, { read: shown.last, unread: 0, mentions: 0 }); touch(); }
// Takes a line of a room; false: it is there already.
function receiveEntry(room, entry, isLive) {
  if (entry.kind === 'gap' && entry.id + entry.count - 1 <= room.last) return false;
  if (!room.add(entry)) return false;
  if (isLive && room === talk.here && entry.id) followMember(entry);
  if (isLive && entry.kind === 'topic') room.subject = entry;
  const isNew = entry.id > room.last || entry.kind === 'private';
  room.last = Math.max(room.last, room.top);
  if (isNew && SAID.has(entry.kind) && !entry.isOwn && !isIgnored(entry)) countEntry(room, entry);
  saveSoon();
  touch();
  return true;
}
function countEntry(room, entry) {
  if (isReading(room)) {
    room.read = room.last;
  } else {
    room.unread++;
    room.mentions += Number(entry.isMention);
  }
  if (entry.isMention) alertAbout(entry, room);
  if (room === shown && view.follows) announce(entry);
}

// Asks for a name, and for the password if there is one.
function askName(wantsPassword, why) {
  [$('app').hidden, $('welcome').hidden, isChatting] = [true, false, false];
  $('password-field').hidden = !wantsPassword && !talk.password;
  setText($('welcome-title'), `Join ${shown.name}`);
  setText($('name-error'), why);
  $('enter').disabled = false;
  $(wantsPassword && $('name').value ? 'password' : 'name').focus();
  touch();
}
function submitName() {
  const name = $('name').value.trim();
  setText($('name-error'), isName(name) ? '' : `That name is not allowed. ${NAME_RULES}`);
  if (!isName(name)) return;
  $('enter').disabled = true;
  Object.assign(talk, { name, password: $('password').value.trim(), isNumbered: false });
  talk.connect();
}
function openChat() {
  if (isChatting) return;
  isChatting = true;
  [$('password').value, $('welcome').hidden, $('app').hidden] = ['', true, false];
  showAddress();
  composer.set(shown.draft);
  view.open(shown);
  focusBox();
}
// On a touch screen the keyboard would cover the room.
function focusBox() { if (matchMedia('(pointer: fine)').matches) composer.box.focus(); }
function showAddress() {
  const { name } = shown;
  history.replaceState(null, '', new URL(`#${encodeURIComponent(name)}`, BASE));
  setText($('room-title'), name);
  view.scroller.setAttribute('aria-label', `Lines of ${name}`);
  composer.box.placeholder = `Say something in ${name}`;
  composer.box.setAttribute('aria-label', `Your line for ${name}`);
}
// The room in the address: after the hash, or the last part of the path.
function addressedRoom() {
  for (const part of [location.hash.slice(1), location.pathname.slice(BASE.pathname.length)]) {
    const name = part.replace(/%([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(parseInt(code, 16)));
    if (isName(name)) return name;
  }
  return '';
}
function onKey(event) {
  const { key } = event;
  if (!isChatting || document.querySelector('dialog[open]') || event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === 'Escape' && document.body.dataset.drawer) toggleDrawer('');
  else if (key === 'Escape') view.toNewest();
  else if (key.length === 1 && key !== ' ' && [document.body, view.scroller].includes(document.activeElement)) composer.box.focus();
}
// Where a keyboard covers the page instead of making it smaller.
function fitHeight() {
  const { height, scale } = /** @type {any} */ (window.visualViewport);
  const isCovered = scale === 1 && innerHeight - height > 80;
  document.documentElement.style.setProperty('--height', isCovered ? `${height}px` : '100dvh');
  if (isCovered) window.scrollTo(0, 0);
}
// Draws in the next frame, or soon, because a hidden page has no frames. After many new lines it first leaves time for the keyboard.
const inFrame = () => (frame = requestAnimationFrame(draw));
function touch() {
  const wait = calmAt - performance.now();
  if (!fallback) [fallback, rest] = [window.setTimeout(draw, 250), wait > 0 ? window.setTimeout(inFrame, wait) : inFrame() && 0];
}
function draw() {
  cancelAnimationFrame(frame);
  for (const timer of [fallback, rest]) clearTimeout(timer);
  fallback = 0;
  document.body.dataset.connection = talk.state;
  setText($('status'), talk.text || { open: 'Connected', connecting: 'Connecting…' }[talk.state] || 'Not connected');
  $('return').hidden = talk.state !== 'ended';
  $('box').disabled = $('send').disabled = talk.state === 'ended';
  setText($('self'), talk.name);
  $('self-mark').className = `mark ${hueOf(talk.name)}`;
  $('self-mark').dataset.initials = initialsOf(talk.name);
  if (drawnTopic !== shown.subject) drawTopic(shown.subject);
  for (const part of [drawRooms, drawPeople, drawAlerts]) part();
  if (isChatting && view.flush() > 5) calmAt = performance.now() + 60;
}
function drawTopic(subject) {
  drawnTopic = subject;
  $('topic').tabIndex = subject?.text ? 0 : -1; // with the focus there all of it is shown
  $('topic').replaceChildren();
  if (!subject?.text) return;
  addText($('topic'), subject.text);
  $('topic').title = `${subject.text}\n${subject.name}, ${dayAndTime.format(subject.time)}`;
}
function listen() {
  const on = (target, type, run) => target.addEventListener(type, run);
  for (const type of ['online', 'offline']) on(window, type, () => talk.wake());
  on(window, 'pageshow', (event) => event.persisted && talk.wake());
  on(window, 'pagehide', save);
  on(window, 'focus', markRead);
  on(window, 'blur', () => shown.unread === 0 && view.setMark(shown.last));
  on(window, 'hashchange', () => addressedRoom() && showRoom(openRoom(addressedRoom())));
  on(document, 'keydown', onKey);
  on(document, 'visibilitychange', () => (document.hidden ? save() : talk.wake(), touch()));
  if (window.visualViewport) on(window.visualViewport, 'resize', fitHeight);
  on(matchMedia('(max-width: 1099px)'), 'change', () => document.body.dataset.drawer && toggleDrawer(''));
  setInterval(() => talk.probe(), PING_EVERY);
  setInterval(() => !document.hidden && talk.isIn && talk.link.send(['rooms']), 60_000);
}
function bindButtons() {
  const bind = (id, run) => ($(id).onclick = run);
  const runs = { return: () => talk.connect(), notify: toggleAlerts, share: openShare, copy: copyShare, scrim: () => toggleDrawer('') };
  for (const [id, run] of Object.entries(runs)) bind(id, run);
  for (const drawer of ['rooms', 'people']) bind(`show-${drawer}`, () => toggleDrawer(drawer));
  for (const close of document.querySelectorAll('dialog .close')) close.addEventListener('click', () => close.closest('dialog')?.close());
  const submit = (id, run) => ($(id).onsubmit = (event) => (event.preventDefault(), run()));
  submit('name-form', submitName);
  submit('add-room', () => {
    const name = $('room-name').value.trim();
    if (name && !isName(name)) return showRefusal(`That room name is not allowed. ${NAME_RULES}`);
    $('room-name').value = '';
    return name && showRoom(openRoom(name));
  });
}
const outbox = new Outbox(saved?.outbox);
const ignored = new Set(saved?.ignored);
let rooms = (saved?.rooms ?? []).map((room) => new Room(room.name, room));
let shown = openRoom(addressedRoom() || saved?.shown || 'lobby');
const talk = new Conversation();
talk.here = saved?.here ? openRoom(saved.here) : null;
const view = new LogView();
const composer = new Composer();
const whenAlone = claimSession(() => { outbox.lines = []; outbox.beginSession(); talk.isNumbered = true; });
listen();
bindButtons();
$('name').value = talk.name;
if (saved) openChat();
if (talk.name) talk.connect();
else askName(false, '');
touch();
