/** The answer to `--help`. */
export const HELP = `npm run torture -- [options]

Runs the proof, part after part. Each part starts real processes of its own in a temporary folder, does something to them
that would break a promise (docs/promises.md), and holds what callers were told against what the stores and the provider's
books say. With SQLite and a current nats-server the full figures take about two hours on two cores.

  --part NAME    only this part, or these: --part kills,heals; --list names them (default: all that run on
                 the store)
  --scale X      the share of the full figures, above 0, at most 1 (default 1; on any other store or nats-server 0.1)
  --seed S       decides what is done when, and who claims what, 0 to ${2 ** 32 - 1} (default: a random one, printed).
                 The same seed strikes in the same order; what is in flight then is never quite the same
  --store NAME   sqlite or mongodb (default sqlite). MongoDB is the one that MONGODB_TEST_URL names, else a container,
                 else a stand-in, which keeps nothing through a kill and is paused instead
  --nats WHICH   current, a version such as 2.9, or the path of a nats-server (default: current where it can be had)
  --replicas N   processes of each service and of the gateway, 1 to 5 (default 2)
  --kills N      how many kills, 1 to 100000; alone, it means --part kills
  --report DIR   gets index.html, report.json and the operations of each part (default torture-report)

  --list         the parts, what each does, which promises it shows, and how long it takes
  --help         this text

When something does not hold:

  --again FILE   repeats what failed in a report.json, all of it where nothing failed, with its seed and options
    --faults 3,7-9   … and of its faults only these, by their numbers in the report
  --bisect FILE  looks for the smallest list of faults with which it still fails, by leaving out more and more of them
    --tries N        … in at most so many runs (default 40)

Exit code 0: every invariant holds. 1: one does not, or a part could not be carried out. 130: it was interrupted; the
report is of what there was until then. After --bisect: 0 when a smallest list was found, 1 when it did not fail again.`
