import { cards } from '../../cards';
import type { Button, Card } from '../../cards/card';
import { knownHeadings } from '../../services/people/headings';
import { mostInFile } from '../../services/bulk/list';
import { shownNumber } from '../../services/base/phone-number';
import type { Contact, Problem, ProblemCode, ProblemDetails, TwoAdmins } from '../../services/base/problem';
import { inUseWords, neededWords } from '../../words/numbers';
import { choicesOf, shownPeople, shownPerson } from '../../words/people';
import { wordsForCaller } from '../../words/requests';
import { notWithTeamsWords } from '../../words/teams';
import { refusedCard, unknownCard } from './teams-cards';
import type { Person } from '../../services/people/person';
import { mayAct } from '../../services/people/rights';
import { inQuotes } from '../../words/in-quotes';
import { counted, hoursWords } from '../../words/counted';

/** What the words of an excuse may need in addition to the problem's own facts. */
export interface ExcuseContext {
  /** An instant as hours and minutes in the person's time zone. */
  time(at: Date): string;
  /** The same with its day. */
  day(at: Date): string;
  /** The tenant's admins, as people to ask. */
  admins: readonly Contact[];
  /** The name of the command that was meant. The buttons of a choice run it again. */
  command?: string;
  /** Ways to say that command. */
  forms?: readonly string[];
  /** The offer whose button was pressed, if it can be pressed again. */
  offer?: string;
  /** Who reads it, if that matters. */
  reader?: Pick<Person, 'id' | 'role'>;
  /** What helpdesk can do in place of a change for somebody else. */
  inPlace?: InPlace;
  /** What else was said with it, so that choosing a person loses nothing. */
  slots?: Record<string, string>;
}

/** What helpdesk can do for somebody whose PIN or conference ID it may not reset. */
export interface InPlace {
  person: Contact;
  action: 'reset-pin' | 'reset-conference-id';
  ask: boolean;
  nudge: boolean;
  /** Why something of it cannot be done. */
  notes: ((context: ExcuseContext) => string)[];
}

type Words<Code extends ProblemCode> = (details: ProblemDetails[Code], context: ExcuseContext) => Card;

const helpButton: Button = { title: 'Help', verb: 'help', data: {} };
/** What takes a second administrator, as the beginning of a sentence. */
const whyTwoWords: Record<TwoAdmins, (person: Contact) => string> = {
  'protected': (person) => `${shownPerson(person)} is protected, so a change`,
  'new-admin': () => 'To make somebody an administrator',
  'admin-loses': (person) => `${shownPerson(person)} is an administrator, and to take something from one`,
  'looser-guard': () => 'To loosen a guard of your organization',
};
/** What has changed, so that it takes one now. */
const sinceWords: Record<TwoAdmins, (person: Contact) => string> = {
  'protected': (person) => `${shownPerson(person)} is protected`,
  'new-admin': () => 'There is another administrator',
  'admin-loses': (person) => `${shownPerson(person)} is an administrator`,
  'looser-guard': () => 'There is another administrator',
};

/** A file by its name, if it is known. */
const named = (file: string | undefined): string => (file === undefined ? 'your file' : `"${file}"`);

const say = (title: string, paragraphs: string[], buttons: Button[] = []): Card =>
  cards.notice({ title, paragraphs, buttons });

const askAdmins = ({ admins }: Pick<ExcuseContext, 'admins'>): string =>
  admins.length === 0 ? 'Ask an administrator of your organization.' : `Ask an administrator: ${shownPeople(admins)}.`;

const whose = (person: Contact, own: boolean): string => (own ? 'Your account' : shownPerson(person));

/**
 * What somebody typed, unless it may be a PIN that was pasted by mistake: that must not appear in the chat a second
 * time.
 */
const quoted = (text: string): string => (/\d{4}/.test(text) ? 'that' : `"${text}"`);

const listed = (numbers: readonly string[], kind = 'numbers'): string =>
  numbers.length > 0
    ? `The ${kind} of your bridge are: ${numbers.map(shownNumber).join(', ')}.`
    : 'No number of a bridge has been set for your organization yet.';

/** A card to choose a person from, for the command that was meant. */
function choice(title: string, text: string, people: readonly Contact[], context: ExcuseContext): Card {
  return cards.choosePerson({
    ...{ title, text, verb: context.command ?? 'help' },
    people: choicesOf(people, context.slots),
  });
}

const whoCan: Button = { title: 'Who are the admins?', verb: 'admins', data: {} };

/** What people can do for themselves in place of what they may not do for others. */
function ownVersion(command: string | undefined): Button[] {
  if (command === 'reset-pin') return [{ title: 'Reset my PIN', verb: 'reset-pin', data: {} }];
  if (command === 'reset-conference-id') return [{ title: 'Ask for my own', verb: 'ask-admin', data: {} }];
  return command?.startsWith('show-')
    ? [{ title: 'My conference info', verb: 'show-conference-info', data: {} }]
    : [helpButton];
}

/** What helpdesk can do in place of a reset for somebody, who was found. */
function inPlaceCard({ person, action, ask, nudge, notes }: InPlace, context: ExcuseContext): Card {
  const what = action === 'reset-pin' ? 'PIN' : 'conference ID';
  const data = { person: person.id };
  return say(
    'Not permitted',
    [
      `${shownPerson(person)}: only an administrator, or the owner, resets the ${what}.`,
      ...notes.map((note) => note(context)),
      askAdmins(context),
      wordsForCaller(action),
    ],
    [
      ...(ask ? [{ title: 'Ask an admin', verb: action === 'reset-pin' ? 'ask-pin-reset' : 'ask-admin', data }] : []),
      ...(nudge ? [{ title: 'Nudge them', verb: 'nudge', data }] : []),
      ...(ask ? [] : [whoCan]),
    ],
  );
}

/** What helps where nobody could approve: it is never refused as well. */
function thirdWords(admins: readonly (Contact & { inChat: boolean })[]): string[] {
  if (admins.length === 0)
    return [
      'You are the only administrator. Make somebody one: type "make", the name, and "admin". While you are the only ' +
        'one, that takes nobody else. Then ask them to say hello to me.',
    ];
  const there = admins.filter(({ inChat }) => inChat);
  return [
    `Nobody approves what is about themselves, and there is no other administrator than ${shownPeople(admins)}.`,
    there.length > 0
      ? `Make a third one: type "make", the name, and "admin". ${shownPeople(there)} can approve that.`
      : `Ask ${shownPeople(admins)} to say hello to me. Then make a third one: type "make", the name, and "admin".`,
  ];
}

const askOthers = ({ admins, reader }: ExcuseContext): string =>
  askAdmins({ admins: admins.filter(({ id }) => id !== reader?.id) });

/** The words for every problem. A code without words does not compile. */
const words: { [Code in ProblemCode]: Words<Code> } = {
  // Somebody unknown learns nobody's name.
  'actor-unknown': () =>
    say('I do not know you', [
      'Your account is not in the directory of Dial-in Desk.',
      'Ask the IT support of your organization to add you. They find you by your user name.',
    ]),
  'actor-disabled': () => say('Not available', ['Your account is disabled.']),
  'actor-guest': () =>
    say('Not available to your account', ['Dial-in Desk works only for members of this organization, not for guests.']),
  'not-for-admins': (_, context) =>
    say(
      'Not permitted',
      [
        'Helpdesk cannot change anything of an administrator, or ask for it. Another administrator can.',
        askAdmins(context),
      ],
      [whoCan],
    ),
  'not-for-others': (_, context) =>
    context.inPlace
      ? inPlaceCard(context.inPlace, context)
      : say(
          'Not permitted',
          ['You cannot do this for other people. An administrator can.', askAdmins(context)],
          [...ownVersion(context.command), whoCan],
        ),
  'not-your-role': ({ action }, context) =>
    say(
      'Not permitted',
      [
        action === 'reset-conference-id'
          ? 'A conference ID can be reset by an administrator only: all meetings that were sent with it must be ' +
            'sent again.'
          : 'Your role does not permit this.',
        askAdmins(context),
      ],
      action === 'reset-conference-id'
        ? [{ title: 'Ask an admin', verb: 'ask-admin', data: {} }, whoCan]
        : [whoCan, helpButton],
    ),

  'person-unknown': ({ text, nearest }, context) => {
    if (nearest.length > 0)
      return choice('Nobody found', `Nobody is called ${quoted(text)}. Did you mean:`, nearest, context);
    const { forms = [] } = context;
    return say('Nobody found', [
      // It may not have been meant as a name at all, so it is not repeated as one.
      'I know nobody by that name. Try the whole name, the email address or the user principal name.',
      ...(forms.length > 0 ? [`If it was no name, say it like this: ${inQuotes(forms)}.`] : []),
    ]);
  },
  'person-ambiguous': ({ text, matches, more }, context) =>
    choice(
      'Who do you mean?',
      more > 0
        ? `${quoted(text)} fits ${matches.length + more} people; these are the first. Type more of the name or the ` +
            `email address, or choose:`
        : `${quoted(text)} fits several people. Choose one:`,
      matches,
      context,
    ),
  'person-missing': () => say('Who?', ['Type a name or an email address into the field, then press the button again.']),
  'person-mention-unknown': () =>
    say('Nobody found', ['Teams does not know the person you mentioned. Type the email address instead.']),
  'account-disabled': ({ person, own }) =>
    say('Account disabled', [
      `${whose(person, own)} is disabled. A user administrator of your organization can enable it in Microsoft Entra.`,
    ]),
  'guest': ({ person }) =>
    say('Guest account', [
      `${shownPerson(person)} is a guest. Audio Conferencing is set up by the person's own organization.`,
    ]),
  'resource': ({ person }) =>
    say('Not a person', [
      `${shownPerson(person)} is a room or a resource. Those have no conferencing PIN and no conference ID.`,
    ]),
  'not-licensed': ({ person, own }, context) =>
    say('No licence', [
      `${whose(person, own)} has no Audio Conferencing licence. It is needed to organize meetings with dial-in, not ` +
        `to call in.`,
      own
        ? askAdmins(context)
        : 'Assign the licence in the Microsoft 365 admin center. An administrator then says so here, by an import of ' +
          'people or for one person on the command line:',
      ...(own ? [] : [`npx dialin-desk user set ${person.upn} --licensed true`]),
    ]),
  'not-enabled': ({ person, own }, context) =>
    say(
      'Not enabled',
      [`${whose(person, own)} is not enabled for Audio Conferencing.`, ...(own ? [askAdmins(context)] : [])],
      context.reader && mayAct(context.reader.role, 'enable', { others: !own })
        ? [{ title: 'Enable', verb: 'enable', data: { person: person.id } }]
        : own
          ? [whoCan]
          : [],
    ),
  'already-enabled': ({ person, own }) =>
    say('Already enabled', [`${whose(person, own)} is enabled for Audio Conferencing already.`]),

  'no-mailbox': ({ person, own }, { reader }) =>
    say('No mailbox', [
      `${whose(person, own)} has no mailbox, so nothing can be emailed.`,
      own
        ? 'Type "show conference info" to see it here instead.'
        : `${
            reader?.role === 'admin' ? 'Name another address' : 'Name an address at a domain of your organization'
          }: "send conference info to ${person.name} at name@contoso.example".`,
    ]),
  'address-malformed': () =>
    say('Not an email address', ['That is not an email address. It looks like alice@contoso.example.']),
  'address-several': () => say('One address only', ['I send an email to one address at a time.']),
  'address-not-allowed': ({ domains }, context) =>
    say('Not to this address', [
      domains.length > 0
        ? `You can have emails sent to addresses at ${domains.join(', ')} and to the person's own address.`
        : "You can have emails sent to the person's own address only.",
      askAdmins(context),
    ]),
  'address-not-for-own-pin': () =>
    say('Your own PIN is not emailed', ['It is shown here when you reset it. Type "reset my pin".']),
  'sender-not-allowed': ({ domains }) =>
    say(
      'Not from this address',
      [
        `Emails can come from addresses at ${domains.join(', ')}. Other domains of yours can be named under "Our ` +
          `email domains". Nothing was changed.`,
      ],
      [{ title: 'Settings', verb: 'settings', data: {} }],
    ),
  'mail-none-failed': ({ person, own }) =>
    say('Nothing to send again', [`No email to ${own ? 'you' : shownPerson(person)} has failed.`]),
  'mail-not-failed': () => say('Nothing to send again', ['This email is on its way or was sent already.']),
  'mail-with-pin': ({ person }) =>
    say(
      'Only with a new PIN',
      [
        'The PIN of that email was deleted when the email was given up, so it cannot be sent again. Reset the PIN to ' +
          'have a new one mailed.',
      ],
      [{ title: 'Reset PIN', verb: 'reset-pin', data: { person: person.id } }],
    ),

  'operation-unknown': () =>
    say('No longer valid', ['This button is not valid here. Nothing was changed.'], [helpButton]),
  'operation-expired': ({ command, again }) =>
    say(
      'Too late',
      ['This offer has expired. Nothing was changed.'],
      [{ title: 'Start again', verb: command, data: again }],
    ),
  'operation-superseded': () => say('Replaced', ['You asked again below. Nothing was changed here.']),
  'operation-cancelled': () => say('Cancelled', ['This was cancelled. Nothing was changed.']),
  'operation-used': ({ at, kind, target, unseen }, { time }) => {
    const done = `This was already done at ${time(at)}.`;
    if (!isAboutPin(kind)) return say('Already done', [done]);
    return say(
      unseen ? 'You may not have seen it' : 'Already done',
      unseen
        ? [
            done,
            'The answer with the new PIN may not have reached you, and it cannot be shown again. Reset it once more.',
          ]
        : [done, 'The PIN was shown once and cannot be shown again. If you did not see it, reset it again.'],
      [{ title: 'Reset PIN', verb: 'reset-pin', data: { person: target } }],
    );
  },
  'operation-restored': () =>
    say('Over', [
      'This was offered before the desk was restored from a backup. It may have been carried out already, so nothing was ' +
        'done now. Look at what there is, and ask again if you still want it.',
    ]),
  'operation-other': ({ at }, { time }) =>
    say('Already answered', [`Another button of this card was pressed at ${time(at)}.`]),
  'offer-outdated': ({ command }) =>
    say(
      'Changed meanwhile',
      ['Who sees a new PIN has changed since this was offered. Nothing was changed.'],
      [{ title: 'Start again', verb: command, data: {} }],
    ),
  'button-only': () =>
    say(
      'Press the button',
      ['This is done with a button on a card that I sent you. Nothing was changed.'],
      [helpButton],
    ),

  'notice-over': () => say('Over', ['This was decided or replaced already. Nothing was changed here.']),
  'request-open': () =>
    say('Already asked', ['This was asked already and is not decided yet. You are told here when it is.']),
  'request-needless': () => say('No need to ask', ['You can do this yourself: type "reset my conference id".']),
  'ask-protected': ({ person }, context) =>
    say(
      'Protected',
      [
        `${shownPerson(person)} is protected: a change takes two administrators, and one of them has to start it. Nothing ` +
          'was changed.',
        askAdmins(context),
        'With the own PIN, the person needs nobody: typing "reset my pin" to me shows a new one.',
      ],
      [whoCan],
    ),
  'no-admin-reachable': (_, context) =>
    say(
      'Ask an administrator yourself',
      [
        'No administrator has a chat with me or a mailbox that I know of, so I cannot pass this on. Nothing was sent.',
        askAdmins(context),
      ],
      [whoCan],
    ),
  'no-second-admin': ({ person, others, why, admins = [] }) =>
    say('No second administrator', [
      `${whyTwoWords[why](person)} takes a second administrator. Nothing was changed.`,
      ...(others.length > 0
        ? [
            `None of the others has a chat with me yet. Ask them to say hello to me: ${shownPeople(others)}. Then say this ` +
              'again.',
          ]
        : thirdWords(admins)),
    ]),
  'not-by-yourself': () =>
    say('Not by yourself', [
      'Nobody approves what they asked for themselves, or what is about themselves. Another administrator can.',
    ]),
  'asker-not-admin': () =>
    say('Not approved', ['Whoever asked for this may no longer ask for it. Nothing was changed. Decline it.']),
  'protected': ({ person, command, why, role }) =>
    say(
      why === 'protected' ? 'Protected' : 'Takes two administrators',
      [`${sinceWords[why](person)} since this was offered, so it takes a second administrator. Nothing was changed.`],
      [{ title: 'Start again', verb: command, data: { person: person.id, ...(role === undefined ? {} : { role }) } }],
    ),
  'licence-protected': ({ person }) =>
    say('Protected', [`${shownPerson(person)} is protected and keeps the licence. Nothing was changed.`]),
  'protected-same': ({ person, now }) =>
    say('Nothing to change', [`${shownPerson(person)} is ${now ? 'protected already' : 'not protected'}.`]),
  'resets-blocked': ({ person, until, accused = [] }, { day, reader }) => {
    const may = reader?.role === 'admin' && !accused.includes(reader.id);
    return cards.noticeWithOffers({
      ...{ title: 'Locked', lead: `Locked by ${person.name} until ${day(until)}`, asks: '', choices: [] },
      paragraphs: [
        `${shownPerson(person)} reported a reset. Until then only this person can reset PIN and conference ID. Nothing ` +
          'was changed.',
        may
          ? 'Talk to them first. Then you can lift the lock, and so can they.'
          : 'They can lift the lock, and so can an administrator whose reset they did not report.',
      ],
      buttons: may
        ? [{ title: 'Lift the lock', verb: 'lift-lock', data: { person: person.id } }]
        : [{ title: 'Who are the admins?', verb: 'admins', data: {} }],
    });
  },
  'not-locked': ({ person, own }) =>
    say(
      'Not locked',
      [`${own ? 'Your account' : shownPerson(person)} is not locked. Nothing was changed.`],
      own
        ? [{ title: 'Reset my PIN', verb: 'reset-pin', data: {} }]
        : [{ title: 'Show', verb: 'show-person', data: { person: person.id } }],
    ),
  'lock-not-yours': ({ person }, context) =>
    say(
      'Not by you',
      [
        `${shownPerson(person)} reported what you did, so you cannot lift that lock. Nothing was changed.`,
        'The person can lift it, or another administrator.',
        askOthers(context),
      ],
      [whoCan],
    ),
  'nudged-already': ({ person, until, by }, { day }) =>
    say(
      'Suggested already',
      [
        by === 'target'
          ? `${shownPerson(person)} got this suggestion already. Nobody gets it more than once in 24 hours.`
          : 'You have sent as many suggestions as one person may send in an hour.',
        `The next one is possible on ${day(until)}.`,
        wordsForCaller('reset-pin'),
      ],
      [{ title: 'Show', verb: 'show-person', data: { person: person.id } }, whoCan],
    ),
  'nudge-unreachable': ({ person }) =>
    say('Not reachable', [
      `${shownPerson(person)} has neither a chat with me nor a mailbox, so nothing was sent.`,
      wordsForCaller('reset-pin'),
    ]),
  'outcome-unknown': () =>
    say(
      'Not known yet',
      [
        'The database did not answer in time, so it is not known yet whether this was done. If a PIN was reset, it ' +
          'cannot be shown any more: reset it again.',
        'Ask for the status in a minute.',
      ],
      [{ title: 'Status', verb: 'status', data: {} }],
    ),

  'pin-try-later': ({ until }, { time }) =>
    say('Try again later', [
      `Too many wrong PINs were tried. The next one is checked at ${time(until)} at the earliest.`,
      'Whoever does not want to wait resets the PIN: a new one works at once.',
    ]),

  'teams-refused': ({ person, own, ...about }, { command }) => refusedCard({ person, own, action: command }, about),
  'teams-unknown': ({ person, own }, { command }) => unknownCard({ person, own, action: command }),
  'teams-at-it': ({ person }) =>
    say('Teams is still at it', [
      `${shownPerson(person)}: Teams is still at the change before. Try again in two minutes.`,
      'Nothing was changed by this press.',
    ]),
  'not-with-teams': ({ what }) => say('Not with Teams', [...notWithTeamsWords[what]], [helpButton]),

  'limit-reached': ({ by, most, hours, until, action }, { day }) => {
    const what = action === 'reset-pin' ? 'PIN' : 'conference ID';
    const many = counted(most, what);
    const often = most === 1 ? 'once' : `${most} times`;
    const span = hoursWords(hours);
    const why = {
      own: `You can reset your ${what} ${often} in ${span}.`,
      actor: `You can reset ${many} of others in ${span}.`,
      target: `This person's ${what} can be reset by others ${often} in ${span}. The person can still reset it.`,
      tenant: `All administrators together can reset ${many} in ${span}.`,
    }[by];
    // Only administrators reset anything for others.
    const next: Button[] =
      by === 'own'
        ? [
            { title: 'My conference info', verb: 'show-conference-info', data: {} },
            { title: 'Who are the admins?', verb: 'admins', data: {} },
          ]
        : [
            { title: 'Audit', verb: 'audit', data: {} },
            { title: 'Settings', verb: 'settings', data: {} },
          ];
    return say(
      hours === 24 ? 'Daily limit reached' : 'Limit reached',
      [why, `The next one is possible on ${day(until)}. Nothing was changed.`],
      next,
    );
  },
  'busy': () =>
    say('Busy', [
      'Something else is being done here at this moment, and nothing was changed.',
      'Press the same button again in a minute.',
    ]),

  'setting-invalid': ({ label, allowed }) =>
    say(
      'Not possible',
      [`${label} must be ${allowed}. Nothing was changed.`],
      [{ title: 'Settings', verb: 'settings', data: {} }],
    ),
  'settings-same': () =>
    say(
      'Nothing to change',
      ['Everything is set like this already.'],
      [{ title: 'Settings', verb: 'settings', data: {} }],
    ),
  'settings-outdated': () =>
    say(
      'Changed meanwhile',
      [
        'Somebody else has changed one of these settings since you opened the card. Nothing was changed. Look at ' +
          'them again.',
      ],
      [{ title: 'Settings', verb: 'settings', data: {} }],
    ),
  'file-gone': () =>
    say('No longer offered', [
      'A file is offered for 10 minutes, once, to whoever asked for it. Ask for it again. Nothing was saved.',
    ]),
  'file-place': () =>
    say('Not in Microsoft 365', [
      'The place of the file is not one of Microsoft 365, so nothing was sent there or fetched from there.',
      'An administrator finds the hosts that are allowed in UPLOAD_HOSTS.',
    ]),
  'bulk-empty': () =>
    say(
      'Nobody on the list',
      ['Write people in lines, by user name, email address or full name, or send me a CSV file.'],
      [{ title: 'Bulk reset', verb: 'bulk-form', data: {} }],
    ),
  'bulk-too-many': ({ count, most }) =>
    say('Too long a list', [
      `It names ${count} people, and ${most} is the most.`,
      most < mostInFile
        ? `Send it as a CSV file with the words "bulk reset pins": a file may name up to ` +
          `${mostInFile.toLocaleString('en')}.`
        : 'Send it in parts.',
    ]),
  'bulk-columns-unknown': ({ columns, file }) =>
    say('No column that I know', [
      `${file === undefined ? 'The list' : `The file "${file}"`} begins with: ${columns.join(', ')}. None of these says who ` +
        'somebody is, and nobody is called what stands below.',
      `Name the column of the people in the first line: ${knownHeadings}.`,
    ]),
  'bulk-beside': () =>
    say('Two people in a line', ['This person stands beside another one. Put each into a line of their own.']),
  'bulk-self': () => say('This is you', ['Your own PIN is reset by "reset my pin", which shows it to you.']),
  'bulk-duplicate': () => say('Twice on the list', ['This person stands on the list more than once, and counts once.']),
  'bulk-unreachable': ({ person }) =>
    say('Nobody would get the PIN', [
      `${shownPerson(person)} can be reached neither by email nor in a chat with me, so a new PIN would ` +
        `reach nobody.`,
    ]),
  'bulk-broken': () => say('Not done', ['Something went wrong with this person. The log of the server says what.']),
  'bulk-over': () =>
    say(
      'No longer valid',
      ['This bulk change is over, was withdrawn, or has nothing to do. Nothing was changed.'],
      [{ title: 'Bulk status', verb: 'bulk-status', data: {} }],
    ),
  'bulk-no-approver': ({ others }, { offer }) =>
    say(
      'No second administrator',
      [
        'A bulk change takes a second administrator here, and none of the others has a chat with me. Nothing ' +
          'was changed.',
        `Ask one of them to say hello to me: ${shownPeople(others)}. Or ` +
          `turn the setting "Bulk changes need a second administrator" off.`,
      ],
      [
        ...(offer === undefined ? [] : [{ title: 'Try again', verb: 'confirm', data: { opId: offer } }]),
        { title: 'Settings', verb: 'settings', data: {} },
      ],
    ),
  'upload-unreadable': ({ file }) =>
    say('File not read', [
      `I could not get ${named(file)} from OneDrive. Send it again, or paste the list into a message. Nothing was checked.`,
    ]),
  'upload-not-text': ({ file }) =>
    say('Not a list', [
      ...(file === undefined ? [] : [`I cannot read "${file}".`]),
      'I read CSV and text files with people in their lines. In Excel: File, Save As, CSV UTF-8. Nothing was checked.',
    ]),
  'upload-too-large': ({ most, file }) =>
    say('Too large', [
      `${file === undefined ? '' : `"${file}" is too large. `}I read files of up to ${Math.floor(most / 1024 / 1024)} MB. Keep only the column that names the people, or ` +
        `send the list in parts.`,
    ]),
  'period-unknown': () =>
    say('Which time?', [
      'That is no time that has come. Type for example "last month", "november 2025", "last 7 days", "since monday" or ' +
        '"from 1 oct to 15 oct".',
    ]),
  'forget-self': () =>
    say('Not yourself', ['You cannot forget yourself. Another administrator can, once your account is disabled.']),
  'forget-active': ({ person }) =>
    say('Still active', [`${shownPerson(person)} can still sign in. Disable the account in Microsoft Entra first.`]),
  'role-missing': ({ roles }) =>
    say('Which role?', [`There are: ${roles.join(', ')}. Type for example "make adele helpdesk".`]),
  'role-same': ({ person, role }) =>
    say('Nothing to change', [`${shownPerson(person)} has the role "${role}" already.`]),
  'role-not-for-guests': ({ person }) =>
    say('Not for this account', [
      `${shownPerson(person)} is a guest or a room. Roles are for members of your organization.`,
    ]),
  'last-admin': ({ person }) =>
    say('The last administrator', [
      `${shownPerson(person)} is the only administrator who can sign in. Make somebody else an ` +
        `administrator first. Nothing was changed.`,
    ]),
  'role-from-entra': ({ person }) =>
    say('Roles come from Microsoft Entra', [
      `${shownPerson(person)} has the role that Microsoft Entra says: by a directory role, or as a member of a group.`,
      'Change it there. It arrives here within five minutes. Nothing was changed.',
    ]),
  'licence-from-entra': ({ person }) =>
    say('Licences come from Microsoft Entra', [
      `Assign the licence of ${shownPerson(person)} in the Microsoft 365 admin center. It arrives here within five ` +
        'minutes. Nothing was changed.',
    ]),
  'people-from-entra': () =>
    say('People come from Microsoft Entra', [
      'Add and change them there. They arrive here within five minutes. Nothing was changed.',
    ]),
  'forget-in-entra': ({ person }) =>
    say('Still in Microsoft Entra', [
      `${shownPerson(person)} would come back with the next round. Delete the account in Microsoft Entra first, and ` +
        'forget the person here five minutes later. Nothing was changed.',
    ]),
  'role-unchecked': () =>
    say('Your role cannot be checked', [
      'Microsoft Entra did not say in time whether you still have your role, and what is known here is older than 15 ' +
        'minutes. Nothing was changed.',
      'Press the same button again in a minute. If it goes on, "desk doctor" says why.',
    ]),
  'position-missing': ({ example }) => say('On or off?', [`Type which one, for example "${example}".`]),
  'number-missing': ({ numbers }) =>
    say('Which number?', [
      'Type the person and the number, for example "change number of alice to +1 555 010 0100", or for many people ' +
        '"bulk change numbers to +1 555 010 0100".',
      listed(numbers),
    ]),
  'number-not-on-bridge': ({ numbers, tollFree }) =>
    say(`Not a ${tollFree ? 'toll-free ' : ''}number of the bridge`, [
      listed(numbers, tollFree ? 'toll-free numbers' : undefined),
    ]),
  'number-in-use': (details) =>
    say('People have this number', [
      `${inUseWords(details)}. Nothing was changed.`,
      details.tollFree
        ? 'Give them another one first: type "edit" and the person, for example "edit alice".'
        : 'Give them another one first, for example with "change number of alice to default". For many people there is ' +
          '"bulk run list.csv --action set-number --service-number default" on the command line.',
    ]),
  'number-needed': (details) =>
    say('People need this number', [`${neededWords(details)}. Set another one in its place. Nothing was changed.`]),
  'conference-id-malformed': () =>
    say('Not a conference ID', [
      'A conference ID has 7 digits; spaces, hyphens and # do not matter.',
      'Type for example "find conference id 1234567".',
    ]),
  'conference-id-missing': () =>
    say('Which number?', ['Type the number as well, for example "find conference id 1234567".']),
  'conference-id-unknown': ({ number }) =>
    say(
      'Not in use',
      [
        `The conference ID ${number} was never given out here.`,
        'Have the caller read it out again, or look the organizer up by name.',
      ],
      [helpButton],
    ),
  'conference-ids-exhausted': (_, context) =>
    say('No free conference ID', [
      'Every conference ID of this bridge is taken. Nothing was changed.',
      askAdmins(context),
    ]),

  'not-installed': () =>
    say('Add me first', [
      'I answer this only in a private chat. Open Apps in Teams, find Dial-in Desk, choose Add, and say it there.',
    ]),
  'update-teams': () => say('Nothing was changed', ['Press the button itself. If that does not help, update Teams.']),
};

/** Problems whose words name the people to ask. */
const namingAdmins: readonly ProblemCode[] = [
  'not-your-role',
  'not-for-others',
  'not-for-admins',
  'ask-protected',
  'lock-not-yours',
  'no-admin-reachable',
  'not-licensed',
  'not-enabled',
  'address-not-allowed',
  'conference-ids-exhausted',
];
/** Problems whose buttons depend on who reads them. */
export const needsReader = (problem: Problem): boolean =>
  problem.is('resets-blocked') || problem.is('lock-not-yours') || problem.is('not-enabled');
export const needsAdmins = (problem: Problem): boolean => namingAdmins.includes(problem.code);

const isAboutPin = (kind: string): boolean => kind === 'reset-pin' || kind === 'pick-up-pin';

/** What a second press of a button says, in one line beside the card that shows the outcome. */
export const usedWords = (at: string, kind: string): string =>
  `This was already done at ${at}.${isAboutPin(kind) ? ' The new PIN is on this card. If you do not see it, type the reset once more.' : ''}`;

/** The card that tells a person what is wrong and what to do. */
export function excuse(problem: Problem, context: ExcuseContext): Card {
  const wordsFor = words[problem.code] as Words<ProblemCode>;
  return wordsFor(problem.details as ProblemDetails[ProblemCode], context);
}

/** The one neutral sentence for a bug. The reference finds the line in the log. */
export const apology = (reference: string): Card =>
  say('Something went wrong', [
    `That did not work, and it was not your fault. Reference for your administrator: ${reference}`,
  ]);
