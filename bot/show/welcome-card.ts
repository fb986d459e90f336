import type { ConferencingBackend } from '../../services/conferencing/backend';
import { backendWords } from '../../words/teams';
import { cards } from '../../cards';
import type { Button, Card } from '../../cards/card';
import type { Person } from '../../services/people/person';

/** The first card that somebody gets, with three things to try for their role. */
export function welcomeCard({ role, name }: Person, { name: backend }: Pick<ConferencingBackend, 'name'>): Card {
  const reset: Button = { title: 'Reset my PIN', verb: 'reset-pin', data: {} };
  const show: Button = { title: 'My conference info', verb: 'show-conference-info', data: {} };
  const help: Button = { title: 'Help', verb: 'help', data: {} };
  const who: Button = { title: 'What can I do?', verb: 'who-am-i', data: {} };
  const say = (text: string, primary: Button, ...buttons: Button[]): Card =>
    cards.welcome({ backend: backendWords[backend], name, paragraphs: [text], primary: [primary], buttons });
  switch (role) {
    case 'admin':
      return say(
        'To see somebody, type the name. For a new PIN, type "reset pin for" and a name' +
          (backend === 'own' ? '; for a new conference ID, "reset conference id for" and a name.' : '.'),
        help,
        reset,
        who,
      );
    case 'helpdesk':
      return say(
        'To look somebody up, type the name. To email them their numbers and conference ID, type "send conference info ' +
          'to" and a name.',
        help,
        show,
        who,
      );
    case 'user':
      return say(
        'For a new PIN, type "reset my pin". For the numbers to dial and your conference ID, type "conference info".',
        reset,
        show,
        help,
      );
    case 'auditor':
      return say(
        'For who did what, type "audit". For the numbers, type "report". For a new PIN of your own, type "reset my pin".',
        reset,
        show,
        help,
      );
  }
}
