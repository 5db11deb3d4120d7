using System.Reflection;
using ActorLab.Core.Machine;
using ActorLab.Definitions.Schema;
using ActorLab.Experiments;
using ActorLab.Experiments.Cases;
using ActorLab.Experiments.Idle;
using ActorLab.Hocon;

namespace ActorLab.Definitions.Tests;

/// <summary><c>hocon/reference.conf</c> holds every setting with its default and a comment, and the defaults are those of the records.</summary>
public sealed class ReferenceSpec
{
    private static readonly string[] Lines = EmbeddedFiles.Text(EmbeddedFiles.ReferenceName).Split('\n');

    private static readonly HoconField Reference = new(EmbeddedFiles.Reference.Resolve().Root!);

    [Fact]
    public void It_is_the_file_in_the_repository() =>
        Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", "reference.conf")), EmbeddedFiles.Text(EmbeddedFiles.ReferenceName));

    [Fact]
    public void It_has_every_setting_and_nothing_else()
    {
        Assert.True(DefinitionSettings.Root.Settings.Count() > 15);
        AssertHasExactly(DefinitionSettings.Root, Reference);
        AssertHasExactly(MachineSettings.Machine, Reference["machines"]["plain"]);
    }

    [Fact]
    public void Every_setting_and_every_section_has_a_comment_just_above_it()
    {
        int looked = 0;
        AssertCommented(Reference, ref looked);
        Assert.True(looked > 40, $"only {looked} settings were looked at");
    }

    [Fact]
    public void Without_a_file_the_definition_is_the_default_one()
    {
        var definition = Definitions.Good<LineCopyExperimentDefinition>(DefinitionReader.Read(DefinitionSources.OfDefaults()));
        var builtIn = new LineCopyExperimentDefinition();
        Assert.Equal(builtIn with { Models = definition.Models }, definition);
        Assert.Equal(builtIn.Models.AsEnumerable(), definition.Models);
    }

    [Fact]
    public void The_defaults_of_the_other_experiments_are_those_of_their_records()
    {
        foreach (ICaseExperiment experiment in CaseExperiments.All)
        {
            var definition = Definitions.Good<CasesExperimentDefinition>(Definitions.Read($"experiment = {experiment.Name}"));
            Assert.Same(experiment, definition.Cases);
            Assert.Equal(experiment.Defaults, definition.Options);
        }

        var calcPi = Definitions.Good<CalcPiExperimentDefinition>(Definitions.Read("experiment = calc-pi"));
        var builtIn = new CalcPiExperimentDefinition();
        Assert.Equal(builtIn with { Models = calcPi.Models, Workers = calcPi.Workers, Work = calcPi.Work }, calcPi);
        Assert.Equal(builtIn.Runs.AsEnumerable(), calcPi.Runs);
        var sleepOrCrunch = Definitions.Good<SleepOrCrunchExperimentDefinition>(Definitions.Read("experiment = sleep-or-crunch"));
        Assert.Equal(new SleepOrCrunchExperimentDefinition { Models = sleepOrCrunch.Models, Kinds = sleepOrCrunch.Kinds }, sleepOrCrunch);
        Assert.Equal(new SleepOrCrunchExperimentDefinition().Runs.AsEnumerable(), sleepOrCrunch.Runs);
        Assert.Equal(new IdleDefinition(), Definitions.Good<IdleExperimentDefinition>(Definitions.Read("experiment = idle")).Idle);
    }

    [Fact]
    public void The_plain_machine_is_a_profile_of_which_only_the_name_was_chosen() => Assert.Equal(new MachineProfile { Name = "plain" }, Machine("plain"));

    [Theory]
    [InlineData("threading-tutorial")]
    [InlineData("multiprocessing-tutorial")]
    [InlineData("laptop")]
    [InlineData("older-laptop")]
    public void A_published_machine_in_a_file_is_the_one_that_the_experiments_use(string name)
    {
        MachineProfile[] published = [PublishedMachines.ThreadingTutorial, PublishedMachines.MultiprocessingTutorial, PublishedMachines.Laptop, PublishedMachines.SleepOrCrunchLaptop];
        Assert.Equal(Assert.Single(published, m => m.Name == name), Machine(name));
    }

    [Fact]
    public void Every_property_of_a_machine_is_a_setting()
    {
        string[] properties = [.. typeof(MachineProfile).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => KebabCase(p.Name))];
        Assert.Equal(properties.Order(StringComparer.Ordinal), MachineSettings.Machine.Nodes.Select(n => n.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_property_of_a_service_and_of_nodes_is_a_setting()
    {
        Assert.Equal(PropertiesOf(typeof(ServiceProfile)), MachineSettings.Service.Nodes.Select(n => n.Key).Order(StringComparer.Ordinal));
        Assert.Equal(PropertiesOf(typeof(SimulationDefinition)), DefinitionSettings.Simulated.Nodes.Select(n => n.Key));
        Assert.Equal(PropertiesOf(typeof(NodesDefinition)), DefinitionSettings.Nodes.Nodes.Select(n => n.Key).Order(StringComparer.Ordinal));
        Assert.Equal(PropertiesOf(typeof(ClusterDefinition)), DefinitionSettings.Clustered.Nodes.Select(n => n.Key).Order(StringComparer.Ordinal));

        static IEnumerable<string> PropertiesOf(Type record) =>
            record.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(p => KebabCase(p.Name)).Order(StringComparer.Ordinal);
    }

    [Fact]
    public void Every_machine_file_is_in_the_program()
    {
        string[] files = [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "hocon", "machines")).Select(f => Path.GetFileName(f))];
        Assert.Equal(4, files.Length);
        Assert.All(files, f => Assert.Equal(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "hocon", "machines", f)), EmbeddedFiles.Text($"machines/{f}")));
    }

    private static MachineProfile Machine(string name) => Definitions.Good<LineCopyExperimentDefinition>(Definitions.Read($"machine = {name}")).Machine!;

    private static void AssertHasExactly(Section section, HoconField field)
    {
        Assert.Equal(section.Nodes.Select(n => n.Key).Order(StringComparer.Ordinal), ((HoconObject)field.Value!).Keys.Order(StringComparer.Ordinal));
        foreach (Section below in section.Nodes.OfType<Section>()) AssertHasExactly(below, field[below.Key]);
    }

    /// <summary>Looks at what stands in the file itself; what a machine is made of is explained once, at the plain one.</summary>
    private static void AssertCommented(HoconField section, ref int looked)
    {
        foreach (string key in ((HoconObject)section.Value!).Keys)
        {
            HoconField field = section[key];
            if (field.Origin.IncludedFrom is not null) continue;
            looked++;
            Assert.True(Lines[field.Origin.Line - 2].TrimStart().StartsWith("# ", StringComparison.Ordinal), $"{field.Path} at {field.Origin} has no comment");
            if (field.Value is HoconObject) AssertCommented(field, ref looked);
        }
    }

    private static string KebabCase(string name) => string.Concat(name.Select((c, i) => char.IsUpper(c) ? (i > 0 ? "-" : "") + char.ToLowerInvariant(c) : c.ToString()));
}
