import { cards } from '../../cards';
import { defineCommand } from '../turn/command';

export const cancel = defineCommand({
  name: 'cancel',
  title: 'cancel',
  help: 'Cancel the open request.',
  utterances: ['stop', 'abort', 'cancel it', 'never mind', 'nevermind', 'no'],
  right: 'talk',
  scopes: ['personal'],
  async run({ actor, conversation, services }) {
    const count = await services.offers.cancelAll({ tenant: actor.tenant, actor: actor.id, conversation });
    return cards.notice(
      count > 0
        ? { title: 'Cancelled', paragraphs: ['Nothing was changed.'], buttons: [] }
        : { title: 'Nothing to cancel', paragraphs: ['No offer is open here, and nothing was changed.'], buttons: [] },
    );
  },
});
