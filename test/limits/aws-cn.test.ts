import { playLimits } from './play-limits';

playLimits('aws-cn');
