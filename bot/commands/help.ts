import { cards } from '../../cards';
import { findTopic, helpTopics } from '../../cards/help-topics';
import { mayAct } from '../../services/rights';
import { defineCommand } from '../command';

export const help = defineCommand({
  name: 'help',
  title: 'help',
  help: 'See the commands, or read about a topic: help lobby.',
  utterances: ['?', 'menu', 'commands', 'what can you do', 'help {topic}'],
  symptoms: helpTopics.flatMap(({ symptoms }) => symptoms),
  right: 'talk',
  scopes: ['personal', 'groupChat', 'team'],
  async run({ actor, commands, scope, services, slots, said }) {
    const topic = findTopic(slots.topic ?? said);
    if (topic) return cards.helpTopic({ title: topic.title, paragraphs: [...topic.paragraphs], buttons: [...topic.buttons] });

    const words = helpTopics.map(({ name }) => name).join(', ');
    if (slots.topic) {
      const paragraphs = ['There is no help on that.', `There is help on: ${words}.`];
      return cards.notice({ title: 'Not found', paragraphs, buttons: [{ title: 'Help', verb: 'help', data: {} }] });
    }
    const settings = await services.settings.of(actor.tenant);
    const mine = commands.filter(
      ({ listed, right }) =>
        listed !== false && (mayAct(actor.role, right, { others: false, settings }) || mayAct(actor.role, right, { others: true })),
    );
    return cards.help({
      commands: mine.map(({ title, help: text, right, utterances }) => {
        const forOthers = mayAct(actor.role, right, { others: true }) && utterances.find((phrase) => phrase.includes('{person}'));
        const withNumber = utterances.find((phrase) => phrase.includes('{number}'));
        const phrase = withNumber ?? (forOthers ? `${title}  ·  ${forOthers}` : title);
        return { phrase: phrase.replace(/\{\w+\}/g, '…'), help: text };
      }),
      place: scope === 'personal' ? 'What you say here is between you and me.' : 'What concerns a PIN or a person is answered in our private chat.',
      topics: words,
      buttons: [
        { title: 'Reset my PIN', verb: 'reset-pin', data: {} },
        { title: 'My conference info', verb: 'show-conference-info', data: {} },
        { title: 'PIN on the phone', verb: 'help', data: { topic: 'phone' } },
      ],
    });
  },
});
