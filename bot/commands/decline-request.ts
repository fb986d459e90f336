import { cards } from '../../cards';
import { Problem } from '../../services/base/problem';
import { defineCommand } from '../turn/command';

/** Words do not make this offer: it comes with the request. */
export const declineRequest = defineCommand({
  name: 'decline-request',
  title: 'decline',
  help: 'Decline what somebody asks for.',
  utterances: ['decline request'],
  right: 'decline-request',
  scopes: ['personal'],
  listed: false,
  minutes: 5,
  offer() {
    throw new Problem('button-only', {});
  },
  async run({ click, inputs, services }) {
    await services.approvals.decline(click, inputs.reason);
    return cards.notice({
      title: 'Declined',
      paragraphs: ['Nothing was changed.'],
      buttons: [],
    });
  },
});
