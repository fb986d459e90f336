import type { MailWords } from './shape';

const makeUseless = 'To cancel this PIN now, open Dial-in Desk in Teams and type “reset my PIN”.';
const fearForPin =
  'If you think that somebody else knows your PIN, open Dial-in Desk in Teams and type “reset my PIN”.';

const getPin =
  'To get it, open Dial-in Desk in Teams: press the button of the card about it, if one is waiting there, or type ' +
  '“reset my PIN”. Nobody else can see it.';

export const en: MailWords = {
  service: 'Audio Conferencing',
  titles: {
    'enabled': 'Audio Conferencing is on for you',
    'disabled': 'Audio Conferencing is off for you',
    'pin-reset': 'Your conference PIN was reset',
    'pin-waiting': 'A new conference PIN is waiting for you',
    'pin-stopped': 'Your conference PIN no longer works',
    'conference-id-reset': 'You have a new conference ID',
    'number-changed': 'Your dial-in numbers have changed',
    'conference-info': 'Your conference info',
    'nudge': 'A suggestion to reset your PIN',
    'request': 'A request waits for an administrator',
    'objection': 'A reset was reported',
  },
  greeting: (name) => (name ? `Hello ${name},` : 'Hello,'),
  sameId: 'Your conference ID stays the same.',
  openings: {
    'enabled': [
      'Audio Conferencing was turned on for you. People can now join your meetings by phone, and with your PIN you ' +
        'can start one by phone yourself.',
    ],
    'disabled': [
      'Audio Conferencing was turned off for you. Your conference ID and your PIN no longer work, so nobody can ' +
        'join your meetings by phone with them.',
      'If you need it, ask your administrator to turn it on again.',
    ],
    'pin-reset': [
      'Your PIN for starting meetings by phone was reset. The old PIN no longer works. Your conference ID ' +
        'stays the same.',
    ],
    'pin-waiting': [
      `A new PIN for starting meetings by phone is waiting for you. ${getPin}`,
      'Until you have the new one, your present PIN keeps working. Your conference ID stays the same.',
    ],
    'pin-stopped': [
      `Your PIN for starting meetings by phone was reset, and the old one no longer works. A new one ` +
        `is waiting for you. ${getPin}`,
      'Your conference ID stays the same.',
    ],
    'conference-id-reset': [
      'Your conference ID was reset. The old conference ID no longer works: callers who enter it cannot join your ' +
        'meetings. Your PIN stays the same.',
    ],
    'number-changed': [
      'The default numbers that people dial to join your meetings have changed. Your conference ID and your PIN ' +
        'stay the same.',
    ],
    'conference-info': [
      'This is what people need to join your meetings by phone. Your PIN is not part of it, and is for you alone.',
    ],
    'nudge': [
      'Helpdesk suggests that you get a new PIN for starting meetings by phone. In the chat with Dial-in Desk in Teams, type “reset my PIN”. The new PIN is shown to you alone, and nobody will ask you for it.',
      'Nothing was changed. Your present PIN keeps working until you reset it.',
    ],
    'request': [
      'Somebody in your organization asks for something that only an administrator can do. To decide it, open Dial-in Desk in Teams and type “hello”: the request is shown to you with its buttons. On the command line, “requests list” shows it.',
      'Nothing was changed yet. The request is open for seven days.',
    ],
    'objection': [
      'Somebody in your organization did not expect a reset that an administrator made for them. For a day, nobody else can reset anything of theirs.',
      'To see who made the reset, open Dial-in Desk in Teams and type “audit”. Talk to both.',
    ],
  },
  did: {
    byOther: (actor, when) => `${actor} did this on ${when}.`,
    byReader: (when) => `You did this yourself on ${when}.`,
  },
  asked: {
    byOther: (actor, when) => `${actor} had this email sent to you on ${when}.`,
    byReader: (when) => `You asked for this email on ${when}.`,
  },
  when: ({ day, time, zone }) => `${day} at ${time} (${zone})`,
  labels: {
    pin: 'Your PIN',
    conferenceId: 'Conference ID',
    tollNumber: 'Number to dial',
    tollFreeNumber: 'Toll-free number',
  },
  noNumber: 'No number to dial has been set for your organization yet.',
  keepPin:
    'Keep the PIN to yourself. Whoever has it can start your meetings by phone, and no administrator will ever ask ' +
    'you for it.',
  withheld: {
    'owner': () =>
      'It is not in this email, because only you may see your PIN. To get a new one, open Dial-in Desk in Teams and ' +
      'type “reset my PIN”.',
    'not-by-mail': (actor) =>
      'PINs are not sent by email in your organization. ' +
      (actor
        ? `${actor} will give it to you another way. Or get a new one yourself: open Dial-in Desk in Teams and type ` +
          `“reset my PIN”.`
        : 'To get a new one, open Dial-in Desk in Teams and type “reset my PIN”.'),
    'elsewhere': (actor) =>
      `It was sent to another email address, which ${actor || 'whoever reset it'} named. If you did not agree to ` +
      `that, get a new one: open Dial-in Desk in Teams and type “reset my PIN”.`,
    'untold': () =>
      'It is not in this email, because Microsoft Teams did not tell it to Dial-in Desk. To get one, open Dial-in Desk ' +
      'in Teams and type “reset my PIN”.',
    'replaced': () => 'It was reset again in the meantime, so the PIN that this email was about no longer works.',
  },
  phone: {
    title: 'To start a meeting by phone',
    steps: [
      'Dial the number.',
      'Enter the conference ID, then #.',
      'When asked whether you are the organizer, press *. Enter the PIN, then #.',
      'The meeting starts. Press *21 to let in callers waiting in the lobby.',
    ],
  },
  meetings: {
    title: 'Update your existing meetings',
    paragraphs: ['Invitations that were sent already do not change by themselves.'],
    steps: [
      'In your Outlook or Teams calendar, open each upcoming meeting that you organize. If it repeats, open the ' +
        'whole series.',
      'Put the conference ID and the numbers of this email into the invitation, and remove the old ones.',
      'Send the update to everybody who is invited.',
    ],
  },
  unexpected: {
    title: 'If you did not expect this',
    advice: {
      'enabled': `Tell your administrators. ${makeUseless}`,
      'disabled': 'Tell your administrators. They can see who turned it off, and turn it on again.',
      'pin-reset': `Tell your administrators. ${makeUseless}`,
      'pin-waiting': `Tell your administrators. Nobody has seen a new PIN of yours. ${fearForPin}`,
      'pin-stopped':
        'Tell your administrators. Nobody has seen a new PIN of yours, and the old one is useless already.',
      'conference-id-reset': `Tell your administrators before you send new invitations. ${fearForPin}`,
      'number-changed': `Tell your administrators before you send new invitations. ${fearForPin}`,
      'conference-info': `Tell your administrators. Nothing was changed. ${fearForPin}`,
      'nudge': `Tell your administrators. Nothing was changed. ${fearForPin}`,
      'request': 'Tell the other administrators. Nothing was changed, and nothing happens if nobody decides.',
      'objection': 'Tell the other administrators. The audit trail says who reported it.',
    },
  },
  openChat: 'Open Dial-in Desk in Teams',
  organization: 'your organization',
  footer: (tenantName) => `Sent automatically by Dial-in Desk, the Teams bot for Audio Conferencing at ${tenantName}.`,
};
