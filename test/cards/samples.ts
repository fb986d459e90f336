import { commands } from '../../bot/commands';
import { settingFields } from '../../services/settings/fields';
import { reportWords } from '../../bot/show/report-charts';
import { type cards } from '../../cards';
import { type Button } from '../../cards/card';
import { helpTopics } from '../../words/help-topics';
import { helpGroups } from '../../words/help-groups';
import { backendWords } from '../../words/teams';
import { abilitiesOf } from '../../words/abilities';
import { defaults } from '../../services/settings/settings';
import { roles } from '../../services/people/person';
import { mailWords, roleWords } from '../../words/cards';
import { newPinTitle, resetTitle } from '../../words/titles';

type Cards = typeof cards;
export type CardName = keyof Cards;
export type DataOf<Name extends CardName> = Parameters<Cards[Name]>[0];

/** At least one sample for every card: a card without one does not compile. */
type Samples = { [Name in CardName]: [DataOf<Name>, ...DataOf<Name>[]] };

/** Names as directories have them, and names that somebody may have put there on purpose. */
export const hardNames = {
  plain: 'Alice Smith',
  accents: "Zoë O'Brien-Łukasz",
  // Entra allows 256 characters. The second name cannot be broken anywhere.
  long: 'Wolfeschlegelsteinhausenbergerdorff '.repeat(7).trim(),
  unbroken: 'W'.repeat(256),
  arabic: 'محمد بن عبد العزيز آل سعود 7',
  turned: '\u202Egro.elpmaxe@nimda\u202C \u2067drah\u2069 \u200Fx\u061C',
  markdown: '**bold** [x](https://evil.example) _i_ *j* # h',
  html: '<b>b</b><img src=x onerror=alert(1)> &lt;i&gt;',
  template: "${pin} ${$root.pin} ${if(own, 'a', 'b')} $when",
  date: '{{DATE(2017-02-14T06:08:39Z, LONG)}} {{TIME(2017-02-14T06:08:39Z)}}',
} as const;

const alice = { name: hardNames.plain, upn: 'alice.smith@contoso.example' };
const zoe = { name: hardNames.accents, upn: 'zoe.obrien-lukasz@contoso.example' };
const guest = { name: 'Diego Siciliani', upn: 'diego.siciliani_fabrikam.example#EXT#@contoso.example' };
const longUpn = `${'w'.repeat(64)}@${'w'.repeat(48)}`;
/** The same card about every person whose name is hard to show. */
const hard = Object.values(hardNames).map((name) => ({ name, upn: longUpn }));

const offerId = 'mYJ0vC1pQ9a-_2s8KfLx7A';
const id = '00000000-0000-4000-8000-000000000030';
const offer = { offer: offerId, until: '17:51' };
const address = 'zoe.obrien-lukasz@contoso.example';

const dialling = {
  tollNumber: '+1 555 010 0100',
  tollNumberToDial: '+15550100100',
  tollFreeNumber: '+1 800 555 0100',
  tollFreeNumberToDial: '+18005550100',
  conferenceId: '0472913',
};
const withoutTollFree = { ...dialling, tollFreeNumber: '', tollFreeNumberToDial: '' };
/** An organization that has set no number yet. */
const withoutNumbers = { ...withoutTollFree, tollNumber: '', tollNumberToDial: '' };

const mailOutcomes = [
  { kind: 'queued', address },
  { kind: 'self-service' },
  { kind: 'switched-off', for: 'everybody' },
  { kind: 'switched-off', for: 'person' },
  { kind: 'no-mailbox' },
  { kind: 'not-wanted' },
  { kind: 'queued', address, alsoTold: 'zoe@contoso.example' },
  { kind: 'queued', address, withheld: 'owner' },
  { kind: 'queued', address, withheld: 'not-by-mail' },
] as const;
const mails = (what: Parameters<typeof mailWords>[1]['what'], done: boolean): string[] =>
  // Only a mail that would carry a PIN can have it withheld.
  mailOutcomes
    .filter((mail) => what === 'PIN' || what === 'enabled' || !('withheld' in mail))
    // Nothing is said of it, and only the card of a PIN leaves that place empty.
    .filter(({ kind }) => what === 'PIN' || kind !== 'self-service')
    .flatMap((mail) => [true, false].map((own) => mailWords(mail, { what, own, done })));

const command = (title: string, verb: string, data: Record<string, string> = {}): Button => ({ title, verb, data });
const helpButton = command('Help', 'help');
const infoButtons = [
  command('Reset my PIN', 'reset-pin', { person: id }),
  command('Reset my conference ID', 'reset-conference-id', { person: id }),
  command('Mail it to me', 'send-conference-info', { person: id }),
];
const sixButtons = [
  ...infoButtons,
  command('My conference info', 'show-conference-info'),
  command('What may I do?', 'who-am-i'),
  helpButton,
];
const helpButtons = [
  command('Reset my PIN', 'reset-pin'),
  command('My conference info', 'show-conference-info'),
  command('PIN on the phone', 'help', { topic: 'phone' }),
];
const found = (people: { name: string; upn: string }[]) =>
  people.map((person, index) => ({
    ...person,
    data: { person: `${id.slice(0, -1)}${index}` },
    button: `${person.name} (${person.upn.split('@')[0]})`,
  }));

const pinReset = 'Last reset on 22 Nov 2026, 14:02. A PIN is shown only when it is reset.';
const neverReset = 'Not reset here yet. A PIN is shown only when it is reset.';
const topics = helpTopics.map(({ name }) => name).join(', ');
const admins = 'Megan Bowen (megan.bowen@contoso.example), Nestor Wilke (nestor.wilke@contoso.example)';
const listed = commands
  .filter(({ listed }) => listed !== false)
  .map(({ title, help, utterances }) => ({
    phrase: [title, utterances.find((one) => one.includes('{person}'))].filter(Boolean).join('  ·  '),
    help,
  }));
const number = (shown: string, note = '') => ({ shown, toDial: shown.replaceAll(' ', ''), note });
const sheet = {
  facts: [{ label: 'Email address', value: alice.upn }],
  mails: ['New PIN: Queued'],
};

const mailStatus = command('Mail status', 'mail-status', { person: id });
const mailLines = [
  { what: 'New PIN, 22 Nov 2026, 14:02', to: `To ${address}`, state: 'Queued', failed: false },
  { what: 'Conference info, 22 Nov 2026, 13:55', to: `To ${address}`, state: 'Sent 22 Nov 2026, 13:56', failed: false },
  {
    what: 'New conference ID, 21 Nov 2026, 09:00',
    to: `To ${address}`,
    state: 'Not delivered: mailbox unknown',
    failed: true,
  },
];

const auditLines = [
  { time: '14:02', text: 'Megan Bowen reset Alice Smith’s PIN', refused: false, more: '' },
  {
    time: '14:01',
    text: 'Object id 00000000-0000-4000-8000-0000000000ff tried to use "audit": the role does not permit it',
    refused: true,
    more: 'In a channel',
  },
  {
    time: '14:00',
    text: 'Megan Bowen switched automatic emails of the organization',
    refused: false,
    more: 'on → off. On the command line',
  },
];

/** As many bars as there can be, all with numbers. */
const reported = reportWords(
  {
    resets: Array.from({ length: 31 }, (_, index) => [
      {
        day: `2026-10-${String(index + 1).padStart(2, '0')}`,
        kind: 'reset-pin' as const,
        role: ['user', 'admin', 'helpdesk', 'auditor'][index % 4]!,
        own: true,
        count: 1000 + index * 37,
      },
      {
        day: `2026-10-${String(index + 1).padStart(2, '0')}`,
        kind: 'reset-conference-id' as const,
        role: 'admin',
        own: false,
        count: 100 + index,
      },
    ]).flat(),
    refused: ['not-your-role', 'not-for-others', 'operation-expired', 'limit-reached', 'person-unknown', 'busy'].map(
      (reason) => ({ reason, count: 12 }),
    ),
    mails: { sent: 4000, failed: 17 },
    people: { enabled: 12_000, neverMailed: 900, shortPins: 30, unknownPins: 4, pinLength: 6 },
  },
  { since: new Date('2026-10-01T00:00:00Z'), now: new Date('2026-10-31T12:00:00Z'), zone: 'UTC', mailsKept: 180 },
);

export const samples: Samples = {
  bulkForm: [
    {
      ...{
        most: 500,
        action: 'reset-pin',
        paragraphs: [
          'First I check the list and say what would be done and what not. Nothing is changed before you confirm that.',
        ],
      },
      choices: [
        { value: 'reset-pin', title: 'Reset PINs' },
        { value: 'reset-conference-id', title: 'Reset conference IDs' },
        { value: 'enable', title: 'Enable people' },
        { value: 'disable', title: 'Disable people' },
        { value: 'change-number', title: 'Change numbers' },
      ],
    },
  ],
  report: [
    {
      title: 'Report: 1 Oct 2025 to 1 Oct 2026',
      paragraphs: ['A report covers 366 days at most.', 'Emails are counted for the last 180 days only.'],
      ...reported,
      buttons: [
        command('7 days', 'report', { period: 'last 7 days' }),
        command('30 days', 'report', { period: 'last 30 days' }),
        command('Last month', 'report', { period: 'last month' }),
        command('Failed emails', 'failed-mails'),
        command('Export', 'export-report', { period: 'since 2026-10-01T00:00:00.000Z' }),
        command('Audit', 'audit', { period: 'since 2026-10-01T00:00:00.000Z' }),
      ],
    },
    {
      ...reported,
      title: 'Report: 22 Nov 2026',
      paragraphs: ['No PIN and no conference ID was reset.'],
      ...{ charts: [], refused: [], tables: [], buttons: [] },
    },
  ],
  audit: [
    {
      title: 'Audit: changes',
      ...{ name: '', upn: '', count: '7-12 of 1,000+', paragraphs: [] },
      days: [
        { day: '22 Nov 2026', lines: auditLines },
        { day: '21 Nov 2026', lines: auditLines },
      ],
      buttons: [
        command('Next', 'audit', { page: 'older:1795356120000:65fd00000000000000000001' }),
        command('Previous', 'audit', { page: 'newer:1795356120000:65fd00000000000000000000' }),
        command('Refused', 'audit', { show: 'refused' }),
        command('Everything', 'audit', { show: 'everything' }),
        command('Export', 'export-audit', { show: 'changes' }),
      ],
    },
    {
      title: 'Audit: changes since 16 Nov 2026',
      ...{ ...zoe, count: '', days: [], paragraphs: ['Nothing was changed by or for this person in that time.'] },
      buttons: [command('Everything', 'audit', { show: 'everything' })],
    },
    ...hard.map((person) => ({
      ...{ title: 'Audit: changes', ...person, count: '1-6 of 6', paragraphs: [], buttons: sixButtons },
      days: [
        {
          day: '22 Nov 2026',
          lines: Array.from({ length: 6 }, () => ({
            ...auditLines[0]!,
            text: `${person.name} (${longUpn}) tried to reset ${person.name} (${longUpn})’s PIN`,
            more: person.name,
          })),
        },
      ],
    })),
  ],
  confirm: [
    {
      ...alice,
      ...offer,
      title: 'Enable Audio Conferencing for this person?',
      paragraphs: mails('enabled', false),
      button: 'Enable',
    },
    {
      name: '',
      upn: '',
      ...offer,
      title: 'Turn automatic mails off?',
      paragraphs: ['They are on now.'],
      button: 'Turn off',
    },
    ...hard.map((person) => ({
      ...person,
      ...offer,
      title: 'Change the number to dial?',
      paragraphs: [person.name],
      button: 'Change',
    })),
  ],
  mails: [
    {
      title: 'Your mails',
      ...alice,
      mails: mailLines,
      paragraphs: [],
      buttons: [command('Look again', 'mail-status')],
    },
    {
      title: 'Mails',
      ...zoe,
      mails: [],
      paragraphs: ['No mail was sent in the last 180 days, and none is queued.'],
      buttons: [],
    },
    {
      title: 'Failed mails',
      name: '',
      upn: '',
      mails: [...mailLines, ...mailLines.slice(1)],
      paragraphs: ['These are the newest 5 of 1200.'],
      buttons: sixButtons,
    },
    ...hard.map((person) => ({
      title: 'Mails',
      ...person,
      mails: [{ what: person.name, to: `To ${person.name}@contoso.example`, state: 'Queued', failed: false }],
      paragraphs: [],
      buttons: [mailStatus],
    })),
  ],
  settings: [
    {
      groups: [
        {
          title: 'PINs',
          summary: '12 digits · admin sees it once · bulk needs 2 admins',
          changed: ['PIN length: 12 (default: 5)'],
          button: command('Edit PINs', 'edit-settings', { topic: 'pins' }),
        },
        {
          title: 'Emails',
          summary: 'on, with PIN · sender: default · organization: Contoso · our domains: contoso.example',
          changed: [],
          button: command('Edit emails', 'edit-settings', { topic: 'mails' }),
        },
        {
          title: 'Numbers',
          summary: '+1 555 010 0100 (+3)',
          changed: [],
          button: command('Edit numbers', 'edit-settings', { topic: 'numbers' }),
        },
        {
          title: 'Limits',
          summary: '10 own / 3 a person / 20 / 200',
          changed: [],
          button: command('Edit limits', 'edit-settings', { topic: 'limits' }),
        },
      ],
      folded: [
        {
          title: 'Meetings',
          summary: 'no effect without a phone bridge',
          changed: [],
          button: command('Edit meetings', 'edit-settings', { topic: 'meetings' }),
        },
      ],
      all: settingFields.map(({ label }) => ({ line: `${label}: none` })),
      buttons: [command('Restore defaults', 'restore-defaults')],
    },
  ],
  person: [
    {
      ...alice,
      ...{ own: false, on: true, role: 'User', badges: ['Protected', 'No mailbox'], open: false },
      ...{ tone: 'good', state: 'Audio Conferencing is on.', stateMore: [] },
      ...dialling,
      pinReset: 'PIN last reset 22 Nov 2026, 14:02 by Megan Bowen',
      ...sheet,
      changes: ['22 Nov 2026, 14:02 PIN reset by Megan Bowen', '21 Nov 2026, 09:00 Conference ID reset by you'],
      primary: [command('Reset PIN', 'reset-pin', { person: id })],
      buttons: infoButtons.slice(1),
      more: [mailStatus, command('Audit', 'audit', { person: id }), command('Disable', 'disable', { person: id })],
    },
    {
      ...alice,
      ...{ own: true, on: true, role: 'User', badges: [], open: true },
      ...{ tone: 'good', state: 'Audio Conferencing is on.', stateMore: [] },
      ...{ ...dialling, pinReset: 'Not reset here yet.', ...sheet, changes: [] },
      primary: [command('Reset my PIN', 'reset-pin', { person: id })],
      ...{ buttons: [mailStatus], more: [] },
    },
    {
      ...zoe,
      ...{ own: false, on: true, role: 'Helpdesk', badges: ['Locked until 23 Nov 2026, 14:02'], open: true },
      ...{ tone: 'warning', state: `Locked by ${zoe.name} (${zoe.upn}) until 23 Nov 2026, 14:02` },
      stateMore: ['This person reported a reset.'],
      ...{ ...withoutTollFree, pinReset: 'Not reset here yet.', ...sheet, changes: [] },
      ...{ primary: [], buttons: [mailStatus], more: [] },
    },
    {
      ...guest,
      ...{ own: false, on: false, role: 'User', badges: [], tone: 'emphasis', state: `${guest.name} is a guest.` },
      ...{ ...withoutNumbers, stateMore: [], conferenceId: '', pinReset: '' },
      ...{ facts: [], mails: [], changes: [], primary: [], buttons: [], more: [], open: false },
    },
    ...hard.map((person) => ({
      ...person,
      ...{ own: false, on: true, role: 'User', badges: [], tone: 'attention' as const, state: person.name },
      ...{ ...withoutTollFree, stateMore: [], pinReset: `PIN last reset 22 Nov 2026, 14:02 by ${person.name}` },
      facts: [{ label: 'Email address', value: `${person.name}@contoso.example` }],
      ...{ mails: [person.name], changes: [person.name] },
      ...{ primary: [mailStatus], buttons: infoButtons, more: sixButtons, open: false },
    })),
  ],
  edit: (['text', 'number', 'switch', 'choice'] as const).map((kind) => ({
    ...{ title: 'Settings: PINs', ...zoe, verb: 'change-settings', data: {}, back: 'settings' },
    note: 'Save shows what would change, and asks.',
    fields: [
      {
        id: 'pinLength',
        label: 'PIN length',
        kind,
        value: kind === 'switch' ? 'on' : '5',
        least: 4,
        most: 12,
        choices: [{ title: 'Five', value: '5' }],
        hint: kind === 'text' ? 'Accepted in any case, because your people sign in with it: contoso.example.' : '',
      },
    ],
  })) as Samples['edit'],
  enabled: [
    {
      ...alice,
      own: true,
      ...dialling,
      paragraphs: mails('enabled', true),
      buttons: [command('Reset my PIN', 'reset-pin', { person: id }), mailStatus],
    },
    { ...zoe, own: false, ...withoutTollFree, paragraphs: mails('disabled', true), buttons: [] },
    { ...alice, own: true, ...withoutNumbers, paragraphs: mails('number', true), buttons: [] },
    ...hard.map((person) => ({ ...person, own: false, ...dialling, paragraphs: [person.name], buttons: [] })),
  ],
  confirmPinReset: [
    { ...resetTitle('PIN', alice, { own: true }), own: true, ...offer, mail: mails('PIN', false)[2]! },
    ...mails('PIN', false).map((mail) => ({ ...resetTitle('PIN', zoe, { own: false }), own: false, ...offer, mail })),
    ...hard.map((person) => ({
      ...resetTitle('PIN', person, { own: false }),
      own: false,
      ...offer,
      mail: mails('PIN', false)[0]!,
    })),
  ],
  confirmConferenceIdReset: [
    {
      ...resetTitle('conference ID', alice, { own: true }),
      own: true,
      ...offer,
      mail: mails('conference ID', false)[0]!,
    },
    ...mails('conference ID', false).map((mail) => ({
      ...resetTitle('conference ID', zoe, { own: false }),
      own: false,
      ...offer,
      mail,
    })),
    ...hard.map((person) => ({
      ...resetTitle('conference ID', person, { own: false }),
      own: false,
      ...offer,
      mail: mails('conference ID', false)[3]!,
    })),
  ],
  confirmSendInfo: [
    { ...alice, own: true, ...offer, address: alice.upn },
    { ...zoe, own: false, ...offer, address },
    ...hard.map((person) => ({ ...person, own: false, ...offer, address: `${person.name}@contoso.example` })),
  ],
  pinShownOnce: [
    {
      ...newPinTitle(alice, { own: true }),
      ...{ own: true, ...withoutNumbers, conferenceId: '', offer: offerId, pin: '01234', mail: '', buttons: [] },
    },
    {
      ...newPinTitle(alice, { own: true }),
      own: true,
      ...dialling,
      offer: offerId,
      pin: '01234',
      mail: mails('PIN', true)[1]!,
      buttons: [],
    },
    ...mails('PIN', true).map((mail) => ({
      ...newPinTitle(zoe, { own: false }),
      own: false,
      ...withoutTollFree,
      offer: offerId,
      pin: '907415',
      mail,
      buttons: [mailStatus],
    })),
    {
      ...newPinTitle(alice, { own: true }),
      own: true,
      ...withoutNumbers,
      offer: offerId,
      pin: '000123456789',
      mail: mails('PIN', true)[1]!,
      buttons: [],
    },
    ...hard.map((person) => ({
      ...newPinTitle(person, { own: false }),
      own: false,
      ...dialling,
      offer: offerId,
      pin: '5831',
      mail: mails('PIN', true)[0]!,
      buttons: [],
    })),
  ],
  pinMasked: [
    { ...alice, own: true, time: '14:02', person: id },
    { ...zoe, own: false, time: '14:02 UTC', person: id },
    ...hard.map((person) => ({ ...person, own: false, time: '00:00', person: id })),
  ],
  conferenceIdReset: [
    { ...alice, own: true, ...dialling, mail: mails('conference ID', true)[0]!, buttons: [mailStatus] },
    ...mails('conference ID', true).map((mail) => ({ ...zoe, own: false, ...withoutTollFree, mail, buttons: [] })),
    { ...alice, own: true, ...withoutNumbers, mail: mails('conference ID', true)[0]!, buttons: [mailStatus] },
    ...hard.map((person) => ({
      ...person,
      own: false,
      ...dialling,
      mail: mails('conference ID', true)[0]!,
      buttons: [mailStatus],
    })),
  ],
  conferenceInfo: [
    { ...alice, own: true, ...dialling, locked: '', pinReset, buttons: infoButtons },
    {
      ...zoe,
      own: false,
      ...withoutTollFree,
      locked: `Locked by ${zoe.name} until 23 Nov 2026, 14:02`,
      pinReset: neverReset,
      buttons: [command('Email info', 'send-conference-info', { person: id })],
    },
    { ...alice, own: true, ...withoutNumbers, locked: '', pinReset, buttons: [] },
    { ...alice, own: true, ...withoutNumbers, conferenceId: '', locked: '', pinReset, buttons: [] },
    ...hard.map((person) => ({
      ...{ ...person, own: false, ...dialling, locked: person.name, pinReset, buttons: sixButtons },
    })),
  ],
  infoQueued: [
    { ...alice, own: true, address: alice.upn, buttons: [mailStatus] },
    { ...zoe, own: false, address, buttons: [mailStatus] },
    ...hard.map((person) => ({
      ...person,
      own: false,
      address: `${person.name}@contoso.example`,
      buttons: [mailStatus],
    })),
  ],
  conferenceIdOwner: [
    {
      number: '0472913',
      text: 'In use. It belongs to:',
      ...zoe,
      buttons: [command('Show conference info', 'show-conference-info', { person: id })],
    },
    {
      number: '7654321',
      text: 'Retired since 22 Nov 2026, 14:02. Callers cannot use it any more. It belonged to:',
      ...alice,
      buttons: [],
    },
    {
      number: '7654321',
      text: 'Retired since 22 Nov 2026, 14:02. Callers cannot use it any more. It belonged to:',
      name: '',
      upn: '',
      buttons: [],
    },
    ...hard.map((person) => ({ number: '0472913', text: 'In use. It belongs to:', ...person, buttons: [] })),
  ],
  whoAmI: [
    ...roles.map((role) => ({
      ...{ ...alice, role: roleWords[role], locked: '', mail: alice.upn, may: abilitiesOf(role, defaults) },
      ...{ primary: [command('Reset my PIN', 'reset-pin')], buttons: [helpButton] },
    })),
    ...hard.map((person) => ({
      ...{
        ...person,
        role: roleWords.user,
        locked: 'Locked by you until 23 Nov 2026, 14:02',
        mail: `${person.name}@contoso.example`,
        may: [],
      },
      ...{ primary: [], buttons: [] },
    })),
  ] as unknown as Samples['whoAmI'],
  numbers: [
    {
      groups: [
        { title: 'Numbers to dial', numbers: [number('+1 555 010 0100', 'The usual one'), number('+1 555 010 0200')] },
        { title: 'Toll-free numbers', numbers: [number('+1 800 555 0100')] },
      ],
      ...{ paragraphs: ['Each of them leads to every meeting.'], buttons: [helpButton] },
    },
    { groups: [], paragraphs: ['No number to dial has been set for your organization yet.'], buttons: [] },
    {
      groups: ['Numbers to dial', 'Toll-free numbers'].map((title) => ({
        ...{ title, numbers: Array.from({ length: 40 }, () => number('+1 555 010 0100', 'The usual one')) },
      })),
      ...{ paragraphs: ['There are more.'], buttons: [helpButton] },
    },
  ],
  help: helpGroups.map((_, shown) => ({
    backend: shown % 2 ? backendWords.teams : backendWords.own,
    fieldButtons: shown % 2 ? [command('Look up', 'show-person'), mailStatus] : [],
    paragraphs: ['You can just ask, for example "why am I in the lobby?"'],
    groups: helpGroups
      .slice(0, shown + 1)
      .map(({ name, title, lines }) => ({ id: name.replaceAll(' ', '-'), title, lines: [...lines] })),
    topicRows: [{ buttons: sixButtons.slice(0, 4) }, { buttons: [helpButton] }],
    primary: helpButtons.slice(0, 1),
    buttons: sixButtons.slice(0, 4),
  })) as Samples['help'],
  helpHere: ['', 'https://teams.microsoft.com/l/chat/0/0?users=28:00000000-0000-4000-8000-000000000099'].map(
    (chat) => ({
      ...{ paragraphs: ['Mention me.'], chat, buttons: [command('Open our chat', 'open-chat')] },
    }),
  ) as Samples['helpHere'],
  commandList: [
    { title: 'What you can type', commands: listed.slice(0, 24), paragraphs: [topics], buttons: helpButtons },
    { title: 'People', commands: [...helpGroups[0]!.lines], paragraphs: [], buttons: sixButtons },
  ],
  helpTopic: helpTopics.map(({ title, paragraphs, buttons }) => ({
    title,
    paragraphs: [...paragraphs],
    buttons: [...buttons],
  })) as Samples['helpTopic'],
  welcome: [
    {
      ...{ backend: backendWords.own, name: alice.name, paragraphs: ['For a new PIN, type "reset my pin".'] },
      ...{ primary: helpButtons.slice(0, 1), buttons: [helpButtons[1]!, helpButton] },
    },
    ...hard.map(({ name }) => ({
      backend: backendWords.teams,
      name,
      paragraphs: ['x'],
      primary: [helpButton],
      buttons: sixButtons.slice(1),
    })),
  ],
  choosePerson: [
    {
      title: 'Who do you mean?',
      text: '"isaiah" fits several people. Choose one:',
      verb: 'reset-pin',
      people: found([
        { name: 'Isaiah Langer', upn: 'isaiah.langer@contoso.example' },
        { name: 'Isaiah Lang', upn: 'isaiah.lang@contoso.example' },
      ]),
    },
    {
      title: 'Nobody found',
      text: 'Nobody is called "alise". Did you mean:',
      verb: 'show-conference-info',
      people: found([alice]),
    },
    {
      title: 'Who do you mean?',
      text: '"w" fits 40 people; these are the first. Type more of the name or the mail address, or choose:',
      verb: 'reset-pin',
      people: found(hard.slice(0, 5)),
    },
    {
      title: 'Who do you mean?',
      text: `"${hardNames.markdown}" fits several people. Choose one:`,
      verb: 'reset-pin',
      people: found(hard.slice(5)),
    },
  ],
  notice: [
    {
      title: 'Hello',
      paragraphs: ['Type "reset my pin" for a new conferencing PIN, or "help" for everything else.'],
      buttons: [helpButton],
    },
    {
      title: 'I do not know you',
      paragraphs: ['Your account is not in the directory of Dial-in Desk.', `Ask an administrator: ${admins}.`],
      buttons: [],
    },
    {
      title: 'Guest account',
      paragraphs: [
        `${guest.name} (${guest.upn}) is a guest. Audio Conferencing is set up by the person's own organization.`,
      ],
      buttons: [],
    },
    {
      title: 'Too late',
      paragraphs: ['This offer has expired. Nothing was changed.'],
      buttons: [command('Start again', 'reset-pin')],
    },
    {
      title: 'Replaced',
      paragraphs: ['Replaced by a newer offer at 14:02: reset conference id. Nothing was changed here.'],
      buttons: [],
    },
    {
      title: 'I did not understand that',
      paragraphs: ['Nothing was changed.', 'Did you mean one of these?'],
      buttons: [command('reset pin', 'reset-pin'), command('reset conference id', 'reset-conference-id'), helpButton],
    },
    {
      title: 'Already done',
      paragraphs: [
        'This was already done at 14:02.',
        'The PIN was shown once and cannot be shown again. If you did not see it, reset it again.',
      ],
      buttons: [],
    },
    ...hard.map(({ name, upn }) => ({
      title: 'Account disabled',
      paragraphs: [
        `${name} (${upn}) is disabled. A user administrator of your organization can enable it in Microsoft Entra.`,
      ],
      buttons: sixButtons,
    })),
  ],
  noticeWithOffers: [
    {
      ...{ title: 'A new PIN is waiting for you', lead: '', asks: '' },
      paragraphs: [
        `${admins} reset your PIN on 22 Nov 2026, 14:02.`,
        'Your old PIN works until you press "Show my new PIN".',
      ],
      choices: [
        { title: 'Show my new PIN', offer: offerId, primary: true, takesInput: false },
        { title: "This wasn't me", offer: offerId.toUpperCase(), primary: false, takesInput: false },
      ],
      buttons: [],
    },
    {
      title: 'Do you approve?',
      lead: `Reset ${alice.name}'s conference ID?`,
      asks: 'If you decline: why? The asker reads it.',
      paragraphs: [`${alice.name} (${alice.upn}) asked on 22 Nov 2026, 14:02.`, 'No reason was given.'],
      choices: [
        { title: 'Approve', offer: offerId, primary: true, takesInput: false },
        { title: 'Decline', offer: offerId.toUpperCase(), primary: false, takesInput: true },
      ],
      buttons: [command('Show person', 'show-person', { person: id })],
    },
    {
      ...{ title: 'Not picked up', lead: '', asks: '' },
      ...{ paragraphs: ['Nothing was changed.'], choices: [], buttons: [] },
    },
    ...hard.map(({ name, upn }) => ({
      ...{ title: 'A reset was reported', lead: `${name} reported a reset`, asks: '' },
      paragraphs: [`${name} (${upn}) reset your PIN on 22 Nov 2026, 14:02.`, `Reason: ${name}`],
      choices: [{ title: "This wasn't me", offer: offerId, primary: false, takesInput: false }],
      buttons: [],
    })),
  ],
  askAdmin: [
    {
      ...{ title: 'Ask an administrator', lead: '', ...offer, asksTicket: false },
      paragraphs: [`It goes to: ${admins}.`],
    },
    ...[alice, ...hard].map(({ name, upn }) => ({
      ...{ title: 'Ask an administrator', lead: `Reset ${name}'s PIN?`, ...offer, asksTicket: true },
      paragraphs: [`${name} (${upn})`, `It goes to: ${admins}.`],
    })),
  ],
  confirmChoices: [
    {
      ...alice,
      ...offer,
      title: resetTitle('PIN', alice, { own: false }).title,
      paragraphs: mails('waiting PIN', false),
      asksReason: false,
      choices: [
        { title: 'Reset PIN', offer: offerId },
        { title: 'Reset and stop the old one now', offer: offerId.toUpperCase() },
      ],
    },
    {
      name: '',
      upn: '',
      ...offer,
      title: 'Ask an administrator for a new conference ID?',
      paragraphs: [`It goes to: ${admins}.`],
      asksReason: true,
      choices: [{ title: 'Send', offer: offerId }],
    },
    ...hard.map((person) => ({
      ...person,
      ...offer,
      title: 'This takes two administrators',
      paragraphs: [`It goes to: ${person.name}.`],
      asksReason: true,
      choices: [{ title: 'Ask for approval', offer: offerId }],
    })),
  ],
};
