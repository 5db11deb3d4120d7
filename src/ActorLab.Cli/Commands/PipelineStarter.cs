namespace ActorLab.Cli.Commands;

/// <summary>A pipeline to start with: it runs as it stands, and has one of each kind of thing.</summary>
internal static class PipelineStarter
{
    private const string Name = "NAME";

    private const string Template = """
        # A pipeline: items come from sources, go through stages, and end in sinks.
        #
        #   actorlab check NAME.conf                      all that is wrong with it, or what it would run
        #   actorlab graph NAME.conf                      a picture of it
        #   actorlab run NAME.conf                        runs it on this machine
        #   actorlab run NAME.conf --engine simulation    runs it in virtual time, on a simulated machine
        #   actorlab config NAME.conf --resolved          every setting with its default
        #   actorlab list --functions                     the functions that map, filter, flat-map and key-by take

        # Of all that is left to chance: the same seed gives the same items, and in virtual time the same run.
        seed = 1

        # What is simulated, with other settings than the machine has: four CPUs that share no interpreter lock.
        machine = ${machines.laptop} { cores = 4, interpreter-lock = off }

        pipeline {
          name = NAME

          stages {
            # A source makes items: here words, drawn from the seed. Others: lines = FILE, stdin = on, range { from = 1, to = 100 }.
            # It is not asked for more than the stages after it have room for.
            words { generate { count = 2000, kind = words } }

            # A stage says where its items come from, and one thing to do with them.
            long-words { from = words, filter = longer-than(2) }

            # Work that takes time is shared among workers, and passed on as it is done. `cost` is what a simulated machine charges for it.
            # Here some attempts fail. An item is tried again, and in the end given up: then it goes to the sink of its own for such items.
            priced {
              from = long-words
              fail-some { share = 0.1 }
              workers = 4
              cost = "uniform(100 us, 300 us)"
              retry { attempts = 2, min-backoff = 1 ms, max-backoff = 10 ms }
              on-failure = dead-letter
              dead-letters = given-up
            }

            # The order of the source is restored where a stage asks for it, although workers have overtaken each other and items are missing.
            loud { from = priced, map = upper, order = input }

            # What takes from the same stage gets all of its items, unless that says how they are shared: fan-out = round-robin, balance or consistent-hash.
            # Items with a key can be counted by it; the items of one key keep their order, although there are two workers.
            by-letter { from = loud, key-by = first-letter }
            counted { from = by-letter, count-by-key = on, workers = 2, order = per-key }

            # Lists of items that follow each other.
            tens { from = loud, batch { size = 10 } }

            # A sink ends the way of its items. A queue that is full makes the stage before it wait, unless it says what to drop:
            # block, drop-new, drop-head, drop-tail, drop-buffer or fail.
            latest { from = tens, queue { capacity = 16, overflow = drop-head }, count = on }

            # Lines of a file beside this one; stdout = on writes to the standard output.
            written { from = loud, file = NAME.out.txt }

            # Checks what the pipeline promises here: that the items of a key come in their order.
            checked { from = counted, verify = on }

            # What was given up.
            given-up { count = on }
          }
        }

        """;

    /// <param name="name">Of the pipeline.</param>
    public static string Text(string name) => Template.ReplaceLineEndings("\n").Replace(Name, name, StringComparison.Ordinal);
}
