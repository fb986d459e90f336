import { clean } from '../../cards/card';
import { type CardName, type DataOf } from './samples';

/**
 * Where the value of a field comes from. `written`: somebody wrote it, so it may hold anything. `known`: digits, times
 * and ids. `ours`: our own words. Only the last two may appear in a TextBlock. A field without an entry here does not
 * compile.
 */
type Origin = 'written' | 'known' | 'ours';

const subject = { name: 'written', upn: 'written', own: 'ours' } as const;
/** A title of `words/titles.ts` lets only harmless names in. */
const titled = { title: 'ours', who: 'written', own: 'ours' } as const;
const offer = { offer: 'known', until: 'known' } as const;
const dialling = {
  tollNumber: 'known',
  tollNumberToDial: 'known',
  tollFreeNumber: 'known',
  tollFreeNumberToDial: 'known',
  conferenceId: 'known',
} as const;

const fields: { [Name in CardName]: { [Field in keyof Required<DataOf<Name>>]: Origin } } = {
  confirm: { title: 'ours', name: 'written', upn: 'written', ...offer, paragraphs: 'written', button: 'ours' },
  report: {
    title: 'ours',
    paragraphs: 'ours',
    numbers: 'known',
    charts: 'ours',
    refused: 'ours',
    tables: 'ours',
    people: 'ours',
    buttons: 'ours',
  },
  audit: {
    title: 'ours',
    name: 'written',
    upn: 'written',
    count: 'known',
    days: 'written',
    paragraphs: 'ours',
    buttons: 'ours',
  },
  mails: { title: 'ours', name: 'written', upn: 'written', mails: 'written', paragraphs: 'ours', buttons: 'written' },
  settings: { groups: 'written', folded: 'written', all: 'written', buttons: 'ours' },
  edit: {
    title: 'ours',
    name: 'written',
    upn: 'written',
    note: 'ours',
    verb: 'ours',
    data: 'known',
    back: 'ours',
    fields: 'ours',
  },
  person: {
    ...subject,
    on: 'ours',
    ...dialling,
    role: 'ours',
    badges: 'known',
    tone: 'ours',
    state: 'written',
    stateMore: 'ours',
    pinReset: 'written',
    facts: 'written',
    mails: 'written',
    changes: 'written',
    primary: 'ours',
    buttons: 'ours',
    more: 'ours',
    open: 'ours',
  },
  enabled: { ...subject, ...dialling, paragraphs: 'written', buttons: 'ours' },
  bulkForm: { most: 'known', paragraphs: 'ours', choices: 'ours', action: 'known' },
  confirmPinReset: { ...titled, ...offer, mail: 'written' },
  confirmConferenceIdReset: { ...titled, ...offer, mail: 'written' },
  confirmSendInfo: { ...subject, ...offer, address: 'written' },
  pinShownOnce: { ...titled, ...dialling, offer: 'known', pin: 'known', mail: 'written', buttons: 'ours' },
  pinMasked: { ...subject, time: 'known', person: 'known' },
  conferenceIdReset: { ...subject, ...dialling, mail: 'written', buttons: 'ours' },
  conferenceInfo: { ...subject, ...dialling, locked: 'written', pinReset: 'ours', buttons: 'ours' },
  infoQueued: { ...subject, address: 'written', buttons: 'ours' },
  conferenceIdOwner: { number: 'known', text: 'ours', name: 'written', upn: 'written', buttons: 'ours' },
  numbers: { groups: 'known', paragraphs: 'ours', buttons: 'ours' },
  whoAmI: {
    name: 'written',
    upn: 'written',
    locked: 'ours',
    role: 'ours',
    mail: 'written',
    may: 'ours',
    primary: 'ours',
    buttons: 'ours',
  },
  help: {
    backend: 'ours',
    fieldButtons: 'ours',
    paragraphs: 'ours',
    groups: 'ours',
    topicRows: 'ours',
    primary: 'ours',
    buttons: 'ours',
  },
  helpHere: { paragraphs: 'ours', chat: 'known', buttons: 'ours' },
  commandList: { title: 'ours', commands: 'ours', paragraphs: 'ours', buttons: 'ours' },
  helpTopic: { title: 'ours', paragraphs: 'ours', buttons: 'ours' },
  welcome: { backend: 'ours', name: 'written', paragraphs: 'ours', primary: 'ours', buttons: 'ours' },
  choosePerson: { title: 'ours', text: 'written', verb: 'ours', people: 'written' },
  notice: { title: 'ours', paragraphs: 'written', buttons: 'ours' },
  noticeWithOffers: {
    ...{ title: 'ours', lead: 'written', paragraphs: 'written' },
    ...{ asks: 'ours', choices: 'ours', buttons: 'ours' },
  },
  askAdmin: { title: 'ours', lead: 'written', paragraphs: 'written', ...offer, asksTicket: 'ours' },
  confirmChoices: {
    title: 'ours',
    name: 'written',
    upn: 'written',
    ...offer,
    paragraphs: 'written',
    asksReason: 'ours',
    choices: 'ours',
  },
};

/** Parts of a button or a choice that nobody reads. */
const unread = ['verb', 'data', 'id', 'operation'];

/** All texts in a value that a person reads, and with `all` the others too. */
export function textsIn(value: unknown, { all = false } = {}): string[] {
  if (typeof value === 'string') return [value];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, one]) => (all || !unread.includes(key) ? textsIn(one, { all }) : []));
}

/** The texts of a sample with this origin, as the card shows them. */
export const textsFrom = <Name extends CardName>(name: Name, data: DataOf<Name>, origin: Origin): string[] =>
  textsIn(Object.fromEntries(Object.entries(data).filter(([field]) => originOf(name, field) === origin))).map(clean);

/** A sample with every written text replaced. */
export function rewrite<Name extends CardName>(name: Name, data: DataOf<Name>, words: () => string): DataOf<Name> {
  const anew = (value: unknown): unknown => {
    if (typeof value === 'string') return words();
    if (Array.isArray(value)) return value.map(anew);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unread.includes(key) ? one : anew(one)]));
  };
  return Object.fromEntries(
    Object.entries(data).map(([field, value]) => [field, originOf(name, field) === 'written' ? anew(value) : value]),
  ) as DataOf<Name>;
}

const originOf = (name: CardName, field: string): Origin | undefined => (fields[name] as Record<string, Origin>)[field];

/** The cards that show something that somebody wrote. */
export const cardsOfOthersWords = (Object.keys(fields) as CardName[]).filter((name) =>
  Object.values(fields[name]).includes('written'),
);
