import { runDesk } from '../../cli/program';
import { within } from '../helpers/command-line';

const help = async (backend: string, ...path: string[]): Promise<string> =>
  (await within({ CONFERENCING: backend }, (streams) => runDesk([...path, '--help'], streams))).output;

test('help leaves out what Teams lets nobody do', async () => {
  expect(await help('own', 'user')).toMatch(/\n {2}enable /);
  expect(await help('own', 'user', 'set')).toMatch(/\n {2}--reset-conference-id /);
  const user = await help('teams', 'user');
  expect(user).toMatch(/\n {2}unlock /);
  expect(user).not.toMatch(/\n {2}(enable|disable) /);
  expect(await help('teams', 'user', 'set')).toMatch(/\n {2}--reset-leader-pin /);
  expect(await help('teams', 'user', 'set')).not.toMatch(/\n {2}--reset-conference-id /);
});

test('help is shown whatever CONFERENCING is', async () => {
  expect(await help('nonsense', 'user')).toMatch(/\n {2}enable /);
});
