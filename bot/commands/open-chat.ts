import { helpCard } from '../show/help-card';
import { defineCommand } from '../turn/command';

export const openChat = defineCommand({
  name: 'open-chat',
  title: 'open our chat',
  help: 'Have help sent to our private chat.',
  utterances: ['open chat', 'open the chat', 'write to me in private', 'message me'],
  right: 'talk',
  scopes: ['personal'],
  listed: false,
  run: async ({ actor, services }) => helpCard(actor, await services.settings.of(actor.tenant), services.backend),
});
