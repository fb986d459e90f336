import type { NotWithTeams, TeamsRefusal } from '../services/base/problem';

/** What the chat and the command line say where Microsoft Teams keeps conference IDs and PINs. */

/** Why Teams did not do it, and who can mend that, each a sentence. */
export const refusalWords: Record<TeamsRefusal, readonly [why: string, wayOut: string]> = {
  'unavailable': ['The connection to Teams is not there at the moment.', 'Try again in a minute.'],
  'tenant-without-service': [
    'Teams says that your organization has no Audio Conferencing.',
    'A Teams administrator can look at the licences and at the conference bridge in the Teams admin center.',
  ],
  'no-right': [
    'Teams does not let Dial-in Desk do this.',
    'Whoever runs Dial-in Desk has to give its app registration the role Teams Administrator in Microsoft Entra.',
  ],
  'sign-in': [
    'Dial-in Desk could not sign in to Teams.',
    'Whoever runs Dial-in Desk has to look at the secret or the certificate of its app registration: it may have ' +
      'expired.',
  ],
  'person-unknown': [
    'Teams does not know this person yet.',
    'After a licence was assigned that can take a day. Try again then.',
  ],
  'throttled': ['Teams takes no more changes at the moment.', 'Try again in a few minutes.'],
  'failed': ['Teams answered with an error.', 'Try again, or use the Teams admin center.'],
};

/** The id that Microsoft's support asks for, as a sentence; perhaps none. */
export const correlationWords = (correlation: string | undefined): string[] =>
  correlation === undefined ? [] : [`Microsoft's support asks for this id: ${correlation}.`];

/** What nobody knows of a change, and what to do about it. */
export const unknownWords = {
  what: 'Teams was asked to do this, and did not say whether it did.',
  means: 'So it is not known. Perhaps it was changed, perhaps not. It is not tried again by itself.',
  ownPin: 'If your PIN does not work any more, type "reset my pin" for another one.',
  otherPin: 'If the PIN does not work any more, reset it again: that makes the one before useless.',
  number: 'Look at the number in a few minutes. If it is still the old one, change it again.',
} as const;

/** What Teams does not let anybody do, why, and the way out. */
export const notWithTeamsWords: Record<NotWithTeams, readonly [why: string, wayOut: string]> = {
  'reset-conference-id': [
    'Teams gives each meeting a conference ID of its own, so there is none of a person to reset.',
    'For another ID, schedule the meeting anew.',
  ],
  'enable': [
    'In Teams, whoever has an Audio Conferencing licence is enabled, and nobody else.',
    'To turn it on or off, assign or remove the licence in the Microsoft 365 admin center.',
  ],
  'pin-length': [
    'Teams sets how many digits a PIN has.',
    'A Teams administrator changes that in the Teams admin center: Meetings, Conference bridges, Bridge settings.',
  ],
  'numbers': [
    'Teams sets which numbers your bridge has.',
    'A Teams administrator changes them in the Teams admin center: Meetings, Conference bridges.',
  ],
  'start-without-pin': [
    'Teams sets whether callers may start a meeting without a PIN.',
    'A Teams administrator changes that in the Teams admin center: Users, the person, Audio Conferencing; or in the ' +
      'meeting policies.',
  ],
  'bridge-settings': [
    'Teams sets how callers are announced and shown.',
    'A Teams administrator changes that in the Teams admin center: Meetings, Conference bridges, Bridge settings.',
  ],
  'check-pin': [
    'Teams keeps the PINs and does not say whether digits are one.',
    'Dial in and try it. Whoever has forgotten a PIN types "reset my pin".',
  ],
  'find-conference-id': [
    'Teams gives each meeting a conference ID of its own, and does not say whose it is.',
    'Ask the caller who sent the invitation.',
  ],
};

/** How a card tells what could not be told: the PIN of a reset that Teams has made. */
export const untoldWords = 'Teams reset the PIN, but did not tell the new one to us. The old PIN no longer works.';

/** Which backend it is, for the first card, help and the command line. */
export const backendWords = {
  own: "Dial-in Desk keeps its own directory. It is not connected to Microsoft's conferencing bridge.",
  teams: 'PINs and numbers are those of Microsoft Teams: a reset here is a reset there.',
} as const;
