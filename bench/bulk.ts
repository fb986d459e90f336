import { createServices } from '../services';
import { readList } from '../services/bulk/list';
import { sampleTenant, samplePeople, seedSamplePeople } from '../services/try-out/sample-people';
import { addPeople } from '../services/try-out/many-people';
import { memoryInUse } from './memory';

/**
 * How fast a bulk job is checked and carried out, against one change after the other by hand, and whether memory stays
 * flat.
 */
export async function benchBulk(options: {
  uri: string;
  database: string;
  count: number;
  say: (line: string) => void;
}): Promise<void> {
  const { count, say } = options;
  const services = await createServices({ ...options, pinKeys: [{ id: 'bench', bytes: Buffer.alloc(32, 1) }] });
  const { bulk, conferencing, offers, settings } = services;
  const conversation = 'bench';
  const actor = samplePeople.find(({ role }) => role === 'admin')!;
  const by = { tenant: sampleTenant, actor: actor.id, conversation };
  try {
    await seedSamplePeople(services);
    await settings.save(sampleTenant, { bulkApproval: false, limitPerActor: 0, limitPerTenant: 0, limitPerTarget: 0 });
    const people = await addPeople(services, count);
    say(`${count} PINs reset by one bulk job`);

    const byHand = Math.min(200, count);
    const alone = await seconds(async () => {
      for (const upn of people.slice(0, byHand)) {
        const { id } = await services.directory.find(sampleTenant, upn);
        const offer = await offers.make({ ...by, kind: 'reset-pin', target: id }, 60_000);
        await conferencing.resetPin({ ...by, offer: offer._id, from: 'personal' });
      }
    });
    say(`  one by one            ${(byHand / alone).toFixed(0).padStart(5)} a second`);

    const job = await bulk.check({
      actor,
      conversation,
      from: 'personal',
      action: 'reset-pin',
      list: readList({ text: people.join('\n') }),
      most: count,
    });
    const offer = await offers.make({ ...by, kind: 'bulk', target: actor.id, input: { job: job._id } }, 3_600_000);
    const going = new AbortController().signal;
    const memory = [memoryInUse()];
    const checked = await seconds(async () => void (await bulk.work(going, console.error)));
    memory.push(memoryInUse());
    await bulk.start({ ...by, offer: offer._id, from: 'personal' });
    const ran = await seconds(async () => void (await bulk.work(going, console.error)));
    memory.push(memoryInUse());
    const { counts, state } = (await bulk.byId(sampleTenant, job._id))!;
    say(`  dry run               ${(count / checked).toFixed(0).padStart(5)} a second`);
    say(
      `  carried out           ${(count / ran).toFixed(0).padStart(5)} a second, ` +
        `${(count / ran / (byHand / alone)).toFixed(2)} of the pace of one by one`,
    );
    say(`  memory in use         ${memory.map((used) => `${used.toFixed(0)} MiB`).join(' -> ')}`);
    say(
      `  the job is            ${state}: ${counts.done} done, ${counts.failed} failed, ${counts.ready} not reached, ` +
        `${counts.leftOut} left out`,
    );
  } finally {
    await services.close();
  }
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const before = performance.now();
  await work();
  return (performance.now() - before) / 1_000;
}
