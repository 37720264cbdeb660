// The contract of the plugin of the guide, which the project of the guide runs with the installed package.
import '../../examples/loyalty/plugins/loyalty-points/plugin.test.ts';
