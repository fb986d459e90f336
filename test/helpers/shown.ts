import { mongoOf } from './database';
import { type Services } from '../../services';
import { until } from './until';

/** Resolves when so many PINs are noted as shown: that happens when the answer has left, and so after it has come. */
export const shownNoted = (services: Services, count = 1): Promise<void> =>
  until(
    'the PIN to be noted as shown',
    async () => (await mongoOf(services).db.collection('audit').countDocuments({ outcome: 'shown' })) >= count,
  );
