import { sampleTenant } from '../../../services/try-out/sample-people';
import { type OpenDesk, openDesk } from '../../helpers/conversation';
import { buttonsOf, readCard, titleOf } from '../../helpers/read-card';
import { person } from '../../helpers/services';

describe('giving somebody a role', () => {
  let desk: OpenDesk;
  beforeAll(async () => void (desk = await openDesk()));
  afterAll(() => desk.close());
  afterEach(async () => {
    for (const name of ['Megan', 'Nestor', 'Adele', 'Alice']) await desk.services.directory.save(person(name));
  });

  test('asks with before and after, and holds from the next click on, on every replica', async () => {
    const other = await desk.addReplica();
    const adele = desk.as('Adele', { replica: other });
    expect(titleOf(await adele.ask('reset pin for alice'))).toBe('Not permitted');
    // The only administrator can make the second one alone.
    await desk.services.directory.save({ ...person('Nestor'), role: 'user' });
    const megan = desk.as('Megan');
    const offer = await megan.ask('make adele an admin');
    expect(readCard(offer)).toMatch(/Now: Helpdesk.*\nThen: Administrator/);
    expect((await desk.services.directory.byId(sampleTenant, person('Adele').id))!.role).toBe('helpdesk');
    expect(titleOf(await megan.click(offer, 'Change role'))).toBe('Role changed');
    expect(titleOf(await adele.ask('reset pin for alice'))).toBe("Reset Alice Smith's PIN?");
    const [record] = await desk.services.audit
      .latest(sampleTenant, 50)
      .then((all) => all.filter(({ action, outcome }) => action === 'make-role' && outcome === 'done'));
    expect(record).toMatchObject({
      target: { id: person('Adele').id },
      change: { before: 'helpdesk', after: 'admin' },
    });
  });

  test('an offer to make an administrator is worth nothing when there is a second administrator at the click', async () => {
    await desk.services.directory.save({ ...person('Nestor'), role: 'user' });
    const offer = await desk.as('Megan').ask('make adele admin');
    await desk.services.directory.save(person('Nestor'));
    const refused = await desk.as('Megan').click(offer, 'Change role');
    expect(titleOf(refused)).toBe('Takes two administrators');
    expect((await desk.services.directory.byId(sampleTenant, person('Adele').id))!.role).toBe('helpdesk');
    expect(buttonsOf(refused)).toMatchObject([
      { verb: 'make-role', data: { person: person('Adele').id, role: 'admin' } },
    ]);
    const again = await desk.as('Megan').ask('make adele admin');
    expect(readCard(again)).toContain('To make somebody an administrator takes a second administrator');
  });

  test.each([
    'make adele auditor',
    'make adele an auditor',
    'make Adele Vance AUDITOR',
    'change role of adele to auditor',
  ])('understands "%s"', async (text) => {
    expect(readCard(await desk.as('Megan').ask(text))).toContain('Then: Auditor');
  });

  test('a demoted administrator loses the offers that were open', async () => {
    const nestor = desk.as('Nestor');
    const offer = await nestor.ask('reset pin for alice');
    await desk.services.directory.save({ ...person('Nestor'), role: 'user' });
    expect(titleOf(await nestor.click(offer, 'Reset PIN'))).toBe('Not permitted');
  });

  test('the last administrator stays one, also when two give up the role at the same moment', async () => {
    const [megan, nestor] = [desk.as('Megan'), desk.as('Nestor')];
    const offers = [await megan.ask('make megan user'), await nestor.ask('make nestor user')] as const;
    const answers = await Promise.all([megan.click(offers[0], 'Change role'), nestor.click(offers[1], 'Change role')]);
    expect(answers.map(titleOf).filter((title) => title === 'Role changed')).toHaveLength(1);
    const left = answers.map(titleOf)[0] === 'Role changed' ? nestor : megan;
    const refused = await left.ask(`make ${left.person.name} helpdesk`);
    expect(titleOf(refused)).toBe('The last administrator');
    expect(readCard(refused)).toContain('Make somebody else an administrator first');
  });

  test.each([
    ['Megan', 'make megan admin', 'Nothing to change'],
    ['Megan', 'make diego admin', 'Not for this account'],
    ['Megan', 'make rainier helpdesk', 'Not for this account'],
    ['Megan', 'make', 'Which role?'],
    ['Megan', 'make nobody at all admin', 'Nobody found'],
    ['Adele', 'make adele admin', 'Not permitted'],
    ['Adele', 'make alice admin', 'Not permitted'],
    ['Johanna', 'make johanna admin', 'Not permitted'],
    ['Alice', 'make alice admin', 'Not permitted'],
  ])('%s says "%s": %s', async (name, text, title) => {
    expect(titleOf(await desk.as(name).ask(text))).toBe(title);
  });
});
