import { cards } from '../../cards';
import type { Button, Card } from '../../cards/card';
import type { Person } from '../../services/people/person';

/** The first card that somebody gets, with three things to try for their role. */
export function welcomeCard({ role, name }: Person): Card {
  const reset: Button = { title: 'Reset my PIN', verb: 'reset-pin', data: {} };
  const show: Button = { title: 'My conference info', verb: 'show-conference-info', data: {} };
  const help: Button = { title: 'Help', verb: 'help', data: {} };
  const who: Button = { title: 'What may I do?', verb: 'who-am-i', data: {} };
  switch (role) {
    case 'admin':
      return cards.welcome({ name, role: 'admin', buttons: [reset, who, help] });
    case 'helpdesk':
      return cards.welcome({ name, role: 'helpdesk', buttons: [show, who, help] });
    case 'user':
    case 'auditor':
      return cards.welcome({ name, role: 'user', buttons: [reset, show, help] });
  }
}
