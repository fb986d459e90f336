#!/usr/bin/env node
'use strict';

/**
 * A stand-in for PowerShell with Microsoft's Teams module: it speaks the protocol of ../worker.ps1 and knows no Teams.
 * The tests and `npm start -- --tenant` run it in place of `pwsh`. It proves nothing about worker.ps1, which runs in
 * PowerShell alone.
 *
 * It keeps what it knows in the file `stand-in-teams.json` of the folder HOME:
 *   people      who is in this Teams, by object id and user principal name; without it, everybody is
 *   pinLength   the number of digits of a PIN
 *   mails       whether Teams mails by itself
 *   pins        the next PINs, in place of random ones
 *   steps       what goes wrong, in order: { verb, do, … }; each is used up by the first call of its verb
 *   done        what was done: { verb, identity }
 *   starts      how it was started: the names in its environment, and its arguments
 */
const { readFileSync, writeFileSync, renameSync } = require('node:fs');
const { randomInt } = require('node:crypto');
const { join } = require('node:path');
const { createInterface } = require('node:readline');

const file = join(process.env.HOME ?? '.', 'stand-in-teams.json');
const tollNumbers = ['14255550100', '442071838750'];

function read() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return {};
  }
}

function keep(state) {
  writeFileSync(`${file}.new`, JSON.stringify(state, null, 2), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Changes what is kept. */
function change(how) {
  const state = read();
  const result = how(state);
  keep(state);
  return result;
}

/** What the script wants to happen at this call. */
const nextStep = (verb) =>
  change((state) => {
    const place = (state.steps ?? []).findIndex((step) => step.verb === verb);
    return place < 0 ? undefined : state.steps.splice(place, 1)[0];
  });

let mark = '';
let connected = false;
const print = (answer, with_ = mark) => process.stdout.write(`${with_}${JSON.stringify(answer)}\n`);
const refuse = (id, kind, message, code = '') =>
  print({
    id,
    ok: false,
    error: { kind, type: 'System.Exception', message, code, correlation: '0f0e0d0c-0b0a-4908-8706-050403020100' },
  });
const rest = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

const personOf = (state, identity) =>
  state.people === undefined
    ? { id: identity }
    : state.people.find(({ id, upn }) => [id, upn].some((one) => one?.toLowerCase() === identity?.toLowerCase()));

const drawn = (length) => Array.from({ length }, () => randomInt(10)).join('');

function userOf(person) {
  const [toll, tollFree] = [person.toll ?? tollNumbers[0], person.tollFree ?? ''];
  return {
    ConferenceId: '0',
    ServiceNumber: toll,
    TollFreeServiceNumber: tollFree,
    DefaultTollNumber: tollNumbers[0],
    DefaultTollFreeNumber: '',
    BridgeName: 'Conference Bridge',
  };
}

const verbs = {
  'ping': () => ({ memory: process.memoryUsage().rss }),
  'connect'() {
    connected = true;
    return { connected };
  },
  'tenant': () => {
    const { pinLength = 5, mails = false } = read();
    return { PinLength: String(pinLength), AutomaticallySendEmailsToUsers: mails ? 'True' : 'False' };
  },
  'user': ({ identity }) => userOf(personOf(read(), identity)),
  'reset-pin': ({ identity }) =>
    change((state) => {
      (state.done ??= []).push({ verb: 'reset-pin', identity });
      return { LeaderPin: state.pins?.shift() ?? drawn(state.pinLength ?? 5) };
    }),
  'set-number': ({ identity, toll, tollFree }) =>
    change((state) => {
      const person = personOf(state, identity);
      if (toll) person.toll = toll.replace('+', '');
      if (tollFree) person.tollFree = tollFree.replace('+', '');
      (state.done ??= []).push({ verb: 'set-number', identity });
      return userOf(person);
    }),
  'bridges': () => [
    {
      Identity: '9884626f-1dfb-49a8-8f1b-c82aa3b7d0c7',
      Name: 'Conference Bridge',
      IsDefault: true,
      DefaultServiceNumber: tollNumbers[0],
    },
  ],
  'numbers': () => [
    ...tollNumbers.map((Number, index) => ({
      Number,
      Type: 'Toll',
      City: ['Seattle', 'London'][index],
      IsShared: index > 0,
      PrimaryLanguage: ['en-US', 'en-GB'][index],
      SecondaryLanguages: ['es-ES'],
    })),
    {
      Number: '18005550100',
      Type: 'TollFree',
      City: '',
      IsShared: false,
      PrimaryLanguage: 'en-US',
      SecondaryLanguages: [],
    },
  ],
};

const shapeOf = (value) => {
  const one = Array.isArray(value) ? value[0] : value;
  const types = { string: 'System.String', number: 'System.Int64', boolean: 'System.Boolean' };
  return Object.fromEntries(Object.entries(one ?? {}).map(([name, of]) => [name, types[typeof of] ?? 'System.Object']));
};

async function answer({ id, verb, args = {}, shape }) {
  const step = nextStep(verb) ?? {};
  switch (step.do) {
    case 'hang':
      return rest(3_600_000);
    case 'die-before':
      process.exit(1);
      break;
    case 'fault':
      return refuse(id, step.kind ?? 'failed', step.message ?? 'It failed.', step.code);
    case 'rubbish':
      return process.stdout.write(`${mark}${step.text ?? '{"id":'}\n`);
    case 'slow':
      await rest(step.milliseconds);
      break;
    case 'noise':
      for (const line of step.lines) process.stdout.write(`${line}\n`);
      for (const line of step.lines) process.stderr.write(`${line}\n`);
      break;
  }
  if (verbs[verb] === undefined) return refuse(id, 'unknown-verb', 'there is no such verb');
  if (!connected && verb !== 'connect' && verb !== 'ping')
    return refuse(id, 'sign-in', 'You must call the Connect-MicrosoftTeams cmdlet before calling any other cmdlets.');
  if (args.identity !== undefined && !personOf(read(), args.identity))
    return refuse(id, 'person-unknown', 'Management object not found for the identity.');

  const done = verbs[verb](args);
  const told = Array.isArray(done) ? done : { ...done, ...step.value };
  if (step.do === 'die-after') process.exit(1);
  const full = { id: id + (step.off ?? 0), ok: true, value: 'whole' in step ? step.whole : told };
  if (shape) full.shape = shapeOf(told);
  print(full, step.do === 'wrong-mark' ? '0'.repeat(32) : mark);
  if (step.do === 'twice') print(full);
}

async function start(hello) {
  mark = hello.mark;
  change((state) => {
    (state.starts ??= []).push({ environment: Object.keys(process.env).sort(), arguments: process.argv.slice(2) });
  });
  const step = nextStep('start') ?? {};
  if (step.do === 'die-before') process.exit(1);
  if (step.do === 'hang') await rest(3_600_000);
  if (step.do === 'rubbish') process.stdout.write(`${mark}what?\n`);
  else if (step.do === 'noise') for (const line of step.lines) process.stdout.write(`${line}\n`);
  if (step.obstacle) {
    print({ ready: false, error: { kind: step.obstacle, type: '', message: '', code: '', found: step.found ?? [] } });
    process.exit(3);
  }
  print({ ready: true, module: '7.8.0', ps: 'stand-in' });
}

(async () => {
  let first = true;
  for await (const line of createInterface({ input: process.stdin })) {
    const message = JSON.parse(line);
    if (first) await start(message);
    else await answer(message);
    first = false;
  }
})();
