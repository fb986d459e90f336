import { mongoOf } from './database';
import { type Services } from '../../services';
import { until } from './until';

/**
 * Resolves when at least this many PINs are noted as shown. That happens only after the answer has left, so the test
 * may have it already.
 */
export const shownNoted = (services: Services, count = 1): Promise<void> =>
  until(
    'the PIN to be noted as shown',
    async () => (await mongoOf(services).db.collection('audit').countDocuments({ outcome: 'shown' })) >= count,
  );
