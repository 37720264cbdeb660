import { foreignCaller } from '../../../sandbox/server/foreign-caller.ts';
import { testForeignCaller } from '../../helpers/foreign-caller-tests.ts';

testForeignCaller(foreignCaller);
