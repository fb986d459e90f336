import { commands } from '../../bot/commands';
import { findTopic, helpTopics } from '../../words/help-topics';

describe('help topics', () => {
  test.each(helpTopics)('“$name” is found by everything that means it, and by nothing of another', (topic) => {
    for (const text of [topic.name, topic.title, ...topic.words, ...topic.symptoms]) {
      expect(findTopic(` ${text.toUpperCase()} `)?.name).toBe(topic.name);
      expect(findTopic(`about ${text}`)?.name).toBe(topic.name);
    }
  });

  test('a word that means none finds none', () => {
    expect(findTopic('weather')).toBeUndefined();
  });

  test('every button of a topic is a command', () => {
    const names = commands.map(({ name }) => name);
    expect(helpTopics.flatMap(({ buttons }) => buttons).filter(({ verb }) => !names.includes(verb))).toEqual([]);
  });

  test('every sentence ends like one', () => {
    expect(helpTopics.flatMap(({ paragraphs }) => paragraphs).filter((text) => !text.endsWith('.'))).toEqual([]);
  });
});
