import { MongoClient } from 'mongodb';
import { connectMongo } from '../../../services/base/mongo';
import { freshDatabase } from '../../helpers/services';

const { uri, database } = freshDatabase();
const withOption = (option: string) => `${uri}${uri.includes('?') ? '&' : '/?'}${option}`;

describe('an address of the database', () => {
  test.each([
    ['journal=false', 'journal'],
    ['readConcernLevel=local', 'readConcernLevel'],
    ['readPreference=secondaryPreferred', 'readPreference'],
    ['retryWrites=false', 'retryWrites'],
    ['wtimeoutMS=50', 'wtimeoutMS'],
  ])('that would weaken a commit is refused in one line: %s', async (option, named) => {
    const message = await connectMongo({ uri: withOption(option), database }).then(
      () => 'connected',
      (error: Error) => error.message,
    );
    expect(message).toMatch(new RegExp(`^MONGODB_URI sets ${named}, .*\\.$`));
    expect(message).not.toContain('\n');
  });

  test.each(['w=1', 'w=0', 'w=majority', 'retryWrites=true', 'maxPoolSize=20'])(
    'may say %s: a commit is of the majority and on disk all the same',
    async (option) => {
      const started: { commandName: string; command: { writeConcern?: object } }[] = [];
      const connect = jest.spyOn(MongoClient.prototype, 'connect').mockImplementationOnce(async function (
        this: MongoClient,
      ) {
        this.on('commandStarted', (event) => void started.push(event));
        return this.connect();
      });
      const mongo = await connectMongo({ uri: withOption(`${option}&monitorCommands=true`), database });
      try {
        await mongo.transact((session) => mongo.db.collection('some').insertOne({ at: new Date() }, { session }));
        const commits = started.filter(({ commandName }) => commandName === 'commitTransaction');
        // One transaction proves at the start that they work; the other is the change.
        expect(commits).toHaveLength(2);
        for (const { command } of commits) expect(command.writeConcern).toMatchObject({ w: 'majority', j: true });
      } finally {
        connect.mockRestore();
        await mongo.close();
      }
    },
  );
});
