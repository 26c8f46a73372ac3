import { useTablet } from '../../app/tablet';
import { Desk } from './Desk';
import { Enrol } from './Enrol';
import { Proofs } from './Proofs';
import './setup.scss';

/** Ends with a proof: each thing that working without a network needs is ticked when it was seen to be so, and not before. */
export default function Setup() {
  const { device } = useTablet();
  if (device.enrolled.value !== null) {
    return <Proofs />;
  }
  return (
    <>
      <Enrol />
      <Desk />
    </>
  );
}
