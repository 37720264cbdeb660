import { foreignCaller } from '../../embedded/foreign-caller.ts';
import { testForeignCaller } from '../helpers/foreign-caller-tests.ts';

testForeignCaller(foreignCaller);
