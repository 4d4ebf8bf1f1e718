import { status } from '@grpc/grpc-js'

/** Why a call's signal was aborted when it is nobody's failure: its time is over, or its caller went away. */
export class CallEnded extends Error {
  override readonly name = 'CallEnded'
  readonly code: status.DEADLINE_EXCEEDED | status.CANCELLED
  readonly reason: 'DEADLINE_EXCEEDED' | 'CANCELLED'

  constructor(reason: CallEnded['reason']) {
    super(reason === 'CANCELLED' ? 'the caller has cancelled the call' : 'the time for the call is over')
    this.code = status[reason]
    this.reason = reason
  }
}
