using Akka.Configuration;
using Akka.Configuration.Hocon;
using ActorLab.Definitions.Reading.Akka;
using static ActorLab.Definitions.Tests.Definitions;

namespace ActorLab.Definitions.Tests;

/// <summary>A section <c>akka</c> is handed to Akka as it stands, and what is wrong with it is told with its place.</summary>
public sealed class AkkaSectionSpec
{
    [Fact]
    public void It_stands_in_the_definition_as_a_text_that_Akka_reads()
    {
        var definition = Good<LineCopyExperimentDefinition>(Read("""
            akka {
              loglevel = WARNING
              actor.default-dispatcher.throughput = 5
              actor.creation-timeout = 2 ms
              actor.deployment."/root/sink".dispatcher = akka.actor.mine
              actor.mine { type = ForkJoinDispatcher, throughput = 3, dedicated-thread-pool.thread-count = 2 }
            }
            """));
        Config read = ConfigurationFactory.ParseString(definition.Akka);
        Assert.Equal("WARNING", read.GetString("akka.loglevel"));
        Assert.Equal(5, read.GetInt("akka.actor.default-dispatcher.throughput"));
        Assert.Equal(TimeSpan.FromMilliseconds(2), read.GetTimeSpan("akka.actor.creation-timeout"));
        Assert.Equal("akka.actor.mine", read.GetString("akka.actor.deployment.\"/root/sink\".dispatcher"));
        Assert.Equal(2, read.GetInt("akka.actor.mine.dedicated-thread-pool.thread-count"));
    }

    [Fact]
    public void Pipelines_have_one_too()
    {
        const string pipeline = "pipeline.stages { a { range.to = 3 }, b { from = a, count = on } }\n";
        var without = Good<PipelineExperimentDefinition>(Read(pipeline));
        var with = Good<PipelineExperimentDefinition>(Read(pipeline + "akka.loglevel = INFO"));
        Assert.Equal("", without.Akka);
        Assert.Equal("""{"akka":{"loglevel":"INFO"}}""", with.Akka);
    }

    [Fact]
    public void It_is_put_together_from_substitutions_the_environment_and_the_command_line()
    {
        var definition = Good<LineCopyExperimentDefinition>(DefinitionReader.Read(DefinitionSources.OfText("""
            akka { loglevel = INFO, log-dead-letters = ${akka.actor.default-dispatcher.throughput} }
            akka.actor.default-dispatcher.throughput = 7
            """) with
        {
            Sets = ["akka.loglevel=DEBUG"],
            Environment = new Dictionary<string, string> { ["CONFIG_FORCE_akka_actor_debug_lifecycle"] = "on" },
        }));
        Config read = ConfigurationFactory.ParseString(definition.Akka);
        Assert.Equal("DEBUG", read.GetString("akka.loglevel"));
        Assert.Equal(7, read.GetInt("akka.log-dead-letters"));
        Assert.True(read.GetBoolean("akka.actor.debug.lifecycle"));
    }

    [Fact]
    public void It_comes_by_an_include_and_a_mistake_in_it_has_the_place_in_that_file()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("actorlab-");
        try
        {
            string file = Path.Combine(folder.FullName, "my.conf");
            File.WriteAllText(file, "akka { include \"log.conf\" }");
            File.WriteAllText(Path.Combine(folder.FullName, "log.conf"), "loglevel = INFO");
            var definition = Good<LineCopyExperimentDefinition>(DefinitionReader.Read(DefinitionSources.OfFile(file)));
            Assert.Equal("""{"akka":{"loglevel":"INFO"}}""", definition.Akka);
            File.WriteAllText(Path.Combine(folder.FullName, "log.conf"), "\nloglevel = LOUD");
            Assert.Equal(
                [$"log.conf:2:12 (included from {file}:1:8): akka.loglevel: expected one of OFF, ERROR, WARNING, INFO, DEBUG, got 'LOUD' [AL0203]"],
                Problems(DefinitionReader.Read(DefinitionSources.OfFile(file))));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void It_is_a_part_of_what_runs_so_the_digest_is_another()
    {
        var without = Good<LineCopyExperimentDefinition>(Read("akka {}"));
        var with = Good<LineCopyExperimentDefinition>(Read("akka.actor.default-dispatcher.throughput = 5"));
        var other = Good<LineCopyExperimentDefinition>(Read("akka.actor.default-dispatcher.throughput = 6"));
        Assert.Equal(new LineCopyExperimentDefinition().Digest, without.Digest);
        Assert.Equal(3, new[] { without.Digest, with.Digest, other.Digest }.Distinct().Count());
        Assert.All(with.Origins, o => Assert.Equal(with.Akka, o.Akka));
    }

    [Fact]
    public void All_that_is_wrong_with_it_is_told_in_one_pass_each_with_its_place() => Assert.Equal(
        [
            "test.conf:2:14: akka.loglevel: expected one of OFF, ERROR, WARNING, INFO, DEBUG, got 'inof'. Did you mean INFO? [AL0203]",
            "test.conf:3:16: expected a setting of akka, got akka.throughput. Did you mean akka.actor.default-dispatcher.throughput? [AL0202]",
            "test.conf:4:22: akka.log-dead-letters: expected on, off or how many, got 'many' [AL0203]",
            "test.conf:6:39: akka.actor.default-dispatcher.throughput: expected a whole number of at least 1, got 0 [AL0203]",
            "test.conf:6:52: expected a setting of akka.actor.default-dispatcher, got akka.actor.default-dispatcher.thruput. Known: throughput. [AL0202]",
            "test.conf:7:23: akka.actor.debug.receive: expected on or off, got 'perhaps' [AL0203]",
            "test.conf:11:25: akka.actor.debug.lifecycle: expected on or off, got null [AL0203]",
            "test.conf:8:19: akka.actor.ask-timeout: expected a duration such as 5 s, or infinite, got '3 parsecs' [AL0203]",
            "test.conf:9:13: akka.actor.inbox: expected an object, got 5 [AL0203]",
            "test.conf:10:24: akka.actor.creation-timeout: expected a duration such as 5 s, got an object [AL0203]",
            "test.conf:13:21: line-copy.workers: expected a whole number from 1 to 1000, got 0 [AL0203]",
        ],
        Problems(Read("""
            akka {
              loglevel = inof
              throughput = 5
              log-dead-letters = many
              actor {
                default-dispatcher { throughput = 0, thruput = 5 }
                debug { receive = perhaps }
                ask-timeout = 3 parsecs
                inbox = 5
                creation-timeout = { a = 1 }
                debug { lifecycle = null }
            } }
            line-copy.workers = 0
            """)));

    [Theory]
    [InlineData("scheduler.implementation = x", "akka.scheduler", "Time is ActorLab's")]
    [InlineData("loggers = []", "akka.loggers", "A run has one logger")]
    [InlineData("stdout-loglevel = INFO", "akka.stdout-loglevel", "A run has one logger")]
    [InlineData("stdout-logger-class = x", "akka.stdout-logger-class", "A run has one logger")]
    [InlineData("actor.provider = cluster", "akka.actor.provider", "The actors of a run are local")]
    [InlineData("actor.serializers.mine = x", "akka.actor.serializers", "Messages stay objects")]
    [InlineData("actor.default-mailbox.mailbox-type = x", "akka.actor.default-mailbox", "Every actor has the mailbox of the lab")]
    [InlineData("actor.default-dispatcher.type = PinnedDispatcher", "akka.actor.default-dispatcher.type", "are those of its model")]
    [InlineData("actor.default-dispatcher.throughput-deadline-time = 1 ms", "akka.actor.default-dispatcher.throughput-deadline-time", "counted, not timed")]
    [InlineData("actor.default-dispatcher.executor = x", "akka.actor.default-dispatcher.executor", "are those of its model")]
    [InlineData("actor.mine { type = ForkJoinDispatcher, mailbox-requirement = x }", "akka.actor.mine.mailbox-requirement", "Every actor has the mailbox")]
    [InlineData("actor.deployment.\"/root\".mailbox = x", "akka.actor.deployment.\"/root\".mailbox", "can be put on another dispatcher")]
    [InlineData("coordinated-shutdown.exit-clr = on", "akka.coordinated-shutdown", "A run ends when its root has stopped")]
    [InlineData("remote.dot-netty.tcp.port = 0", "akka.remote", "a module of Akka that no run has")]
    public void What_is_ActorLabs_own_is_refused_and_it_is_told_why(string setting, string key, string reason)
    {
        string problem = Assert.Single(Problems(Read($"akka.{setting}")));
        Assert.Matches(@"^test\.conf:1:\d+: ", problem);
        Assert.Contains($": {key}: expected nothing, got ", problem);
        Assert.Contains(reason, problem);
        Assert.EndsWith("[AL0204]", problem);
    }

    [Theory]
    [InlineData("actor.mine { type = NoSuchDispatcher }", "akka.actor.mine: expected a dispatcher that Akka can make (Could not resolve dispatcher type NoSuchDispatcher")]
    [InlineData("actor.mine { type = ForkJoinDispatcher, thread-count = 3 }", "got akka.actor.mine.thread-count")]
    [InlineData("actor.mine { type = ForkJoinDispatcher, dedicated-thread-pool.thread-count = 0 }", "thread-count: expected a whole number of at least 1, got 0")]
    [InlineData("actor.deployment.\"/root\".dispatcher = akka.actor.mien, akka.actor.mine.type = TaskDispatcher", "Did you mean akka.actor.mine?")]
    [InlineData("actor.deployment.root.dispatcher = akka.actor.task-dispatcher", "expected the path of an actor as its key")]
    [InlineData("actor.deployment = 5", "akka.actor.deployment: expected an object, got 5")]
    public void A_dispatcher_of_ones_own_is_made_as_Akka_makes_it_and_a_deployment_must_name_one(string settings, string expected) =>
        Assert.Contains(expected, Assert.Single(Problems(Read($"akka.{settings}"))));

    [Fact]
    public void A_section_that_is_none_is_told() => Assert.Equal(
        ["test.conf:1:8: akka: expected an object, got 5 [AL0203]"],
        Problems(Read("akka = 5")));

    /// <summary>What the engines set is either ActorLab's own or, where a user may set it too, named here.</summary>
    [Theory]
    [InlineData("local.conf", "akka.loglevel akka.log-dead-letters akka.log-dead-letters-during-shutdown akka.actor.default-dispatcher.throughput")]
    [InlineData("virtual.conf", "")]
    public void What_an_engine_sets_cannot_be_set_by_a_user_but_for_a_few_things(string file, string free)
    {
        string text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", "akka", file));
        HoconObject akka = ConfigurationFactory.ParseString(text).Root.GetObject().Items["akka"].GetObject();
        string[] set = [.. Leaves("akka", akka)];
        Assert.True(set.Length > 5);
        Assert.Equal(
            free.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
            set.Where(path => !IsKept(path)).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Leaves(string path, HoconObject section) => section.Items.SelectMany(i =>
        i.Value.IsObject() ? Leaves($"{path}.{i.Key}", i.Value.GetObject()) : [$"{path}.{i.Key}"]);

    private static bool IsKept(string path)
    {
        for (int end = path.Length; end > 0; end = path.LastIndexOf('.', end - 1))
        {
            if (KeptSettings.ReasonFor(path[..end]) is not null) return true;
        }

        return false;
    }
}
