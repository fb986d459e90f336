import { type Services } from '../../services';
import { disposeServices } from '../helpers/services';

/**
 * Leaves a test's database. The local one needs a millisecond for each document that it drops, with everybody
 * else waiting, and ends with the run anyway; any other is cleared.
 */
export const leave = (services: Services): Promise<void> =>
  process.env.TEST_MONGODB_IS_OURS ? services.close() : disposeServices(services);
