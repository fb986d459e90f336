import { type Audit } from '../audit/trail';
import { startAgain } from '../base/start-again';
import { Problem } from '../base/problem';
import type { Mongo } from '../base/mongo';
import type { Directory } from './directory';
import { contactOf, type Person, type PersonDocument, personKey } from './person';
import { permit } from './rights';

/** A licence that somebody is given or loses by hand. */
export interface LicenceChange {
  actor: Person;
  target: Person;
  licensed: boolean;
}

/**
 * Says of one person whether an Audio Conferencing licence is assigned, as an import does of many. Whose licence is
 * taken away keeps conference ID and PIN, but nothing can be reset any more.
 */
export function createLicensing({
  mongo,
  directory,
  audit,
  fromEntra,
}: {
  mongo: Mongo;
  directory: Directory;
  audit: Audit;
  /** Licences come from Microsoft Entra, and from nowhere else. */
  fromEntra: boolean;
}) {
  const people = mongo.collection<PersonDocument>('people');
  return {
    /**
     * Whether the change would change anything. It changes nothing.
     * @throws Problem `licence-from-entra`; `guest` or `resource`: those cannot have a licence; `licence-protected`
     * when it would be taken from somebody protected: no change to them takes one administrator alone (threats E3)
     */
    look({ actor, target, licensed }: LicenceChange): boolean {
      const person = contactOf(target);
      if (fromEntra) throw new Problem('licence-from-entra', { person });
      if (!licensed && target.licensed && target.protected && target.id !== actor.id)
        throw new Problem('licence-protected', { person });
      if (licensed && target.kind === 'guest') throw new Problem('guest', { person });
      if (licensed && target.kind === 'resource') throw new Problem('resource', { person });
      return target.licensed !== licensed;
    },

    /**
     * Makes the change, with a record in the trail, and nothing if it is so already.
     * @returns whether it was changed
     * @throws Problem those of `look`, and those of `permit` when the actor is no administrator any more
     */
    set({ actor, target: { tenant, id }, licensed }: LicenceChange): Promise<boolean> {
      return startAgain(() =>
        mongo.transact(async (session) => {
          const now = await directory.byId(tenant, actor.id, session);
          const target = await directory.byId(tenant, id, session);
          // Whoever was forgotten meanwhile is not brought back.
          if (!target) throw new Problem('person-unknown', { text: id, nearest: [] });
          permit(now, target, 'change-person');
          if (!this.look({ actor: now, target, licensed })) return false;
          await people.updateOne({ _id: personKey(tenant, id) }, { $set: { licensed } }, { session });
          await audit.append(
            {
              ...{ tenant, action: 'set-licence', outcome: 'done', from: 'commandLine' },
              ...{ actor: { id: now.id, role: now.role }, target: { id } },
              change: { before: `licensed ${target.licensed}`, after: `licensed ${licensed}` },
            },
            session,
          );
          return true;
        }),
      );
    },
  };
}
