import { internalsOf, type Services } from '../../services';
import { type Mongo } from '../../services/base/mongo';

/** The database behind services or a desk, for tests that look at what is stored. */
export const mongoOf = (services: Services): Mongo => internalsOf(services).mongo;
