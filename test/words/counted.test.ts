import { counted, hoursWords } from '../../words/counted';

test('one thing is called otherwise than none and several', () => {
  expect([0, 1, 2].map((count) => counted(count, 'row'))).toEqual(['0 rows', '1 row', '2 rows']);
  expect([1, 2].map((count) => counted(count, 'person', 'people'))).toEqual(['1 person', '2 people']);
  expect([1, 24].map(hoursWords)).toEqual(['an hour', '24 hours']);
});
