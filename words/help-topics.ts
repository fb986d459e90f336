import type { Button } from '../cards/card';

/** Something that people ask about, and what they type when they are stuck. */
interface HelpTopic {
  /** The word behind "help". */
  name: string;
  /** What the button to it is called, in a word or two. */
  button: string;
  title: string;
  /** Whether only administrators are shown its button. */
  forAdmins?: true;
  /** Other words that mean it. */
  words: readonly string[];
  /** Whole sentences that people type instead of a command, in lower case and without a full stop. */
  symptoms: readonly string[];
  paragraphs: readonly string[];
  /** What is true instead where Microsoft Teams keeps PINs and conference IDs. */
  withTeams?: readonly string[];
  buttons: readonly Button[];
}

const topic = (title: string, name: string): Button => ({ title, verb: 'help', data: { topic: name } });
const resetMyPin: Button = { title: 'Reset my PIN', verb: 'reset-pin', data: {} };
const myInfo: Button = { title: 'My conference info', verb: 'show-conference-info', data: {} };
const allNumbers: Button = { title: 'All numbers', verb: 'all-numbers', data: {} };
const admins: Button = { title: 'Who are the admins', verb: 'admins', data: {} };

/** What the desk can explain. The facts are Microsoft's (docs/audio-conferencing.md, sections 1, 3 and 7). */
export const helpTopics: readonly HelpTopic[] = [
  {
    name: 'phone',
    button: 'PIN on the phone',
    title: 'Your PIN on the phone',
    words: ['pin', 'dial', 'dialling', 'dialing', 'dial in', 'use pin', 'pin on the phone', 'call'],
    symptoms: [
      'how do i use my pin',
      'how to use it',
      'how do i dial in',
      "can't start my call",
      'cannot start my call',
      "can't start my meeting",
      'cannot start my meeting',
    ],
    paragraphs: [
      '1. Dial the number from the invitation.',
      '2. Enter the conference ID, then #.',
      '3. When asked whether you are the organizer, press *. Enter your PIN, then #. The meeting starts.',
      'During the call, *6 mutes and unmutes you, *21 lets in the callers waiting in the lobby, and *1 reads out ' +
        'the other keys.',
      'Your PIN works only for meetings that you organized yourself.',
    ],
    buttons: [resetMyPin, myInfo, topic('In the lobby', 'lobby')],
  },
  {
    name: 'no pin',
    button: 'No PIN needed',
    title: 'When no PIN is needed',
    words: ['without pin', 'need', 'app', 'start'],
    symptoms: ['do i need a pin', 'when do i need a pin'],
    paragraphs: [
      'You need your PIN only to start your own meeting by phone.',
      'Once somebody who is signed in has started the meeting in the Teams app, nobody is asked for a PIN.',
      'People who only join a meeting by phone never need one.',
    ],
    buttons: [topic('PIN on the phone', 'phone'), topic('In the lobby', 'lobby')],
  },
  {
    name: 'lobby',
    button: 'In the lobby',
    title: 'Callers in the lobby, and *21',
    words: ['*21', '21', 'waiting', 'music', 'waiting callers', 'hold music'],
    symptoms: [
      'stuck in lobby',
      'stuck in the lobby',
      "i'm stuck in the lobby",
      'callers are stuck in the lobby',
      'i only hear music',
      'why am i in the lobby',
      'why are my callers in the lobby',
    ],
    paragraphs: [
      'Callers wait in the lobby and hear music until the meeting has started and they are let in.',
      'A meeting starts when somebody who is signed in joins it in the Teams app, or when the organizer enters the ' +
        'PIN by phone.',
      'The organizer on the phone presses *21 to let in all waiting callers.',
      'Your organization can allow callers to skip the lobby, or to start a meeting without a PIN. Both are ' +
        'usually off.',
    ],
    buttons: [topic('PIN on the phone', 'phone'), resetMyPin],
  },
  {
    name: 'conference id',
    button: 'Choosing an ID',
    title: 'Why a conference ID cannot be chosen',
    words: [
      'id',
      'static',
      'static id',
      'static conference id',
      'length',
      'conference id length',
      'longer conference id',
      'conference ids',
    ],
    symptoms: ['can i choose my conference id', 'can i have a static conference id'],
    paragraphs: [
      'Dial-in Desk gives out conference IDs of 7 digits. An ID cannot be chosen, and its length cannot be changed.',
      'Microsoft no longer supports static conference IDs: in Teams itself, every meeting gets an ID of its own.',
      'After a reset, the old ID stops working at once. Meeting invitations with the old ID must be sent again.',
    ],
    withTeams: [
      'Teams gives each meeting a conference ID of its own. An ID cannot be chosen, and its length cannot be changed.',
      'For another ID, schedule the meeting anew.',
    ],
    buttons: [myInfo, { title: 'Reset my conference ID', verb: 'reset-conference-id', data: {} }],
  },
  {
    name: 'licence',
    button: 'Licences',
    title: 'Who needs a licence',
    words: ['license', 'licences', 'licenses', 'audio conferencing', 'licensing'],
    symptoms: ['who needs a licence', 'who needs a license', 'do i need a licence', 'do i need a license'],
    paragraphs: [
      'Only people who organize meetings with dial-in need an Audio Conferencing licence.',
      'People who join by phone need no licence, and nothing has to be set up for them.',
      'An administrator of your organization assigns licences.',
    ],
    buttons: [{ title: 'What do I have?', verb: 'show-person', data: {} }, admins],
  },
  {
    name: 'dial out',
    button: 'Calling out',
    title: 'Calling somebody into a meeting',
    words: ['dialling out', 'dialing out', 'dial-out', 'invite by phone', 'add caller'],
    symptoms: ['how do i dial out', 'how do i call somebody from a meeting'],
    paragraphs: [
      'This works in the Teams app only. Open People in the meeting and type the phone number with its country ' +
        'code, for example +1 555 010 0199.',
      'The organizer of the meeting needs Audio Conferencing, and your organization may limit which numbers ' +
        'can be called.',
    ],
    buttons: [allNumbers, topic('PIN on the phone', 'phone')],
  },
  {
    name: 'undo',
    button: 'Undo a reset',
    title: 'A reset cannot be undone',
    words: ['revert', 'old pin', 'restore'],
    symptoms: [
      ...['undo', 'undo it', 'undo that', 'undo this', 'undo the reset', 'take it back', 'revert it'],
      ...[
        'i want my old pin back',
        'restore my old pin',
        'give me my old pin back',
        'i want my old conference id back',
      ],
    ],
    paragraphs: [
      'An old PIN or conference ID never comes back, because somebody else may know it by now. You can reset it again.',
      'If somebody else reset yours and you did not expect it, type "this wasn\'t me".',
    ],
    buttons: [resetMyPin, { title: 'Check my last request', verb: 'status', data: {} }],
  },
  {
    name: 'reset',
    button: 'PIN or ID',
    title: 'What should be reset?',
    words: [],
    symptoms: ['reset', 'reset it', 'reset that', 'reset this', 'i need a reset'],
    paragraphs: [
      'The PIN starts your own meetings by phone. The conference ID is the number that callers enter.',
      'For somebody else, name the person: "reset pin for alice".',
    ],
    withTeams: [
      'The PIN starts your own meetings by phone. The conference ID is the number that callers enter: each meeting has ' +
        'one of its own, which cannot be reset.',
      'For somebody else, name the person: "reset pin for alice".',
    ],
    buttons: [resetMyPin, { title: 'Reset my conference ID', verb: 'reset-conference-id', data: {} }],
  },
  {
    name: 'my data',
    button: 'My data',
    title: 'What is stored about you',
    words: ['privacy', 'gdpr', 'data', 'personal data'],
    symptoms: [
      ...[
        'delete my data',
        'delete my account',
        'forget me',
        'what do you know about me',
        'what do you store about me',
      ],
      ...['what data do you store', 'who can see my pin'],
    ],
    paragraphs: [
      'Stored are your entry in the directory, your conference ID and numbers, the emails about them, and who changed ' +
        'what and when. Your PIN is kept only as a check value: nobody can read it.',
      'As long as you work here, your entry is needed. Once you have left, an administrator deletes it with "forget" ' +
        'and your name.',
      'To have something put right or deleted, ask an administrator: "who are the admins".',
    ],
    withTeams: [
      'Stored are your entry in the directory, your numbers, the emails about them, and who changed what and when. ' +
        'Your PIN is kept by Microsoft Teams and not here. Only one that Teams made too late for its card, or that ' +
        'waits in an email, is kept until then, encrypted.',
      'As long as you work here, your entry is needed. Once you have left, an administrator deletes it with "forget" ' +
        'and your name.',
      'To have something put right or deleted, ask an administrator: "who are the admins".',
    ],
    buttons: [{ title: 'Who am I', verb: 'who-am-i', data: {} }, admins],
  },
  {
    name: 'choose pin',
    button: 'Choosing a PIN',
    title: 'Choosing your own PIN',
    words: ['own pin', 'chosen pin', 'pick pin', 'change pin', 'choose'],
    symptoms: [
      'can i choose my pin',
      'can i choose my own pin',
      'change my pin',
      'set my pin',
      'choose my pin',
      'i want to choose my pin',
    ],
    paragraphs: [
      'A PIN cannot be chosen. It is always drawn at random, because chosen PINs are easy to guess.',
      'If you do not like yours, reset it again to get another one. Please never type a PIN into a chat.',
    ],
    buttons: [resetMyPin, topic('PIN on the phone', 'phone')],
  },
  {
    name: 'cmdlets',
    button: 'Teams PowerShell',
    forAdmins: true,
    title: 'Teams PowerShell, and the same here',
    words: ['cmdlet', 'powershell', 'teams powershell', 'set-csonlinedialinconferencinguser', 'command line', 'cli'],
    symptoms: ['how do i do this in powershell', 'where are the cmdlets'],
    paragraphs: [
      'Set-CsOnlineDialInConferencingUser -ResetLeaderPin is here: "reset pin for alice".',
      'The same with -SendEmail is "send conference info to alice", with -ServiceNumber "change number of alice to ' +
        '+1 555 010 0200".',
      'Get-CsOnlineDialInConferencingUser is "show alice".',
      'Set-CsOnlineDialInConferencingTenantSettings -PinLength is "set pin length to 6".',
      'For scripts there is a command line. "npx dialin-desk help cmdlets" prints every cmdlet and parameter with the ' +
        'command that does the same.',
    ],
    buttons: [{ title: 'All commands', verb: 'help', data: { topic: 'commands' } }, myInfo],
  },
];

/** The topic that a word or a sentence means, in upper or lower case. */
export function findTopic(text: string): HelpTopic | undefined {
  const said = text
    .trim()
    .toLowerCase()
    .replace(/^(on|about|with|for) /, '');
  return helpTopics.find(({ name, title, button, words, symptoms }) =>
    [name, title.toLowerCase(), button.toLowerCase(), ...words, ...symptoms].includes(said),
  );
}
