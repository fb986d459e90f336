import { Writable } from 'node:stream';
import { fillInterval, startWatchingFill } from '../../../bot/loops/watch-fill';
import { createLog } from '../../../services/base/log';
import { freshServices } from '../../helpers/services';

const linesOf = async (conferenceIdRange: { first: number; last: number }) => {
  const { services, dispose } = await freshServices({ conferenceIdRange });
  const lines: Record<string, unknown>[] = [];
  const destination = new Writable({
    write: (chunk: Buffer, _encoding, done) => (
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>),
      done()
    ),
  });
  const stop = startWatchingFill({ services, log: createLog({ level: 'info', destination }), interval: 50 });
  while (lines.length < 2) await new Promise((go) => setTimeout(go, 10));
  await stop();
  await dispose();
  return lines;
};

test('the fill level is in the log at the start and again after the interval, which is an hour', async () => {
  const [first, second] = await linesOf({ first: 1_000_000, last: 9_999_999 });
  expect(first).toMatchObject({ level: 30, msg: 'conference ids in use', count: 11, percent: 0 });
  expect(second).toMatchObject({ msg: 'conference ids in use' });
  expect(fillInterval).toBe(3_600_000);
});

test('from 5 % on it is a warning', async () => {
  expect((await linesOf({ first: 1_000, last: 1_219 }))[0]).toMatchObject({
    level: 40,
    msg: 'conference ids are running out',
    count: 11,
    percent: 5,
  });
  expect((await linesOf({ first: 1_000, last: 1_220 }))[0]).toMatchObject({ level: 30, percent: 4.98 });
});
