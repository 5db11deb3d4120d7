using System.Globalization;

namespace ActorLab.TestSupport.Networks;

/// <summary>Hosts of a network of this test's own, each a network namespace of this machine with a link to a switch that is in a namespace too. The machine's own network is not touched.</summary>
/// <remarks>Needs root and <c>ip</c> (Debian: iproute2). The kernel keeps named namespaces when their maker dies: the next network removes those of processes that are gone.</remarks>
public sealed class LabNetwork : IDisposable
{
    private const string Prefix = "actorlab";
    private const string Bridge = "switch";

    private static int _count;

    private readonly string _name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}-{Environment.ProcessId}-{Interlocked.Increment(ref _count)}");
    private readonly List<NetworkHost> _hosts = [];

    private LabNetwork()
    {
    }

    private string Switch => $"{_name}-{Bridge}";

    /// <param name="hosts">Their names, up to ten letters each.</param>
    public static async Task<LabNetwork> CreateAsync(params string[] hosts)
    {
        ArgumentNullException.ThrowIfNull(hosts);
        await RemoveForgottenAsync().ConfigureAwait(false);
        var network = new LabNetwork();
        try
        {
            await IpAsync("netns", "add", network.Switch).ConfigureAwait(false);
            await IpAsync("-n", network.Switch, "link", "add", Bridge, "type", "bridge").ConfigureAwait(false);
            await IpAsync("-n", network.Switch, "link", "set", Bridge, "up").ConfigureAwait(false);
            foreach (string host in hosts) await network.AddAsync(host).ConfigureAwait(false);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    public NetworkHost this[string host] => _hosts.Single(h => h.Name == host);

    /// <summary>Takes the cable of a host out: what is sent to it or by it is lost without a word.</summary>
    public Task CutAsync(string host) => IpAsync("-n", Switch, "link", "set", host, "down");

    /// <summary>Puts the cable in again.</summary>
    public Task MendAsync(string host) => IpAsync("-n", Switch, "link", "set", host, "up");

    /// <summary>Processes that are in it stay, without any network.</summary>
    public void Dispose()
    {
        foreach (NetworkHost host in _hosts) Remove(host.Namespace);
        Remove(Switch);
    }

    private async Task AddAsync(string name)
    {
        var host = new NetworkHost(name, $"{_name}-{name}", string.Create(CultureInfo.InvariantCulture, $"10.77.0.{_hosts.Count + 1}"));
        await IpAsync("netns", "add", host.Namespace).ConfigureAwait(false);
        _hosts.Add(host);
        await IpAsync("-n", Switch, "link", "add", name, "type", "veth", "peer", "name", "cable", "netns", host.Namespace).ConfigureAwait(false);
        await IpAsync("-n", Switch, "link", "set", name, "master", Bridge, "up").ConfigureAwait(false);
        await IpAsync("-n", host.Namespace, "address", "add", $"{host.Address}/24", "dev", "cable").ConfigureAwait(false);
        await IpAsync("-n", host.Namespace, "link", "set", "cable", "up").ConfigureAwait(false);
        await IpAsync("-n", host.Namespace, "link", "set", "lo", "up").ConfigureAwait(false);
    }

    private static async Task RemoveForgottenAsync()
    {
        string list = await SystemCommand.CheckAsync("ip", ["netns", "list"]).ConfigureAwait(false);
        foreach (string name in list.Split('\n').Select(line => line.Split(' ')[0]))
        {
            if (name.Split('-') is [Prefix, var maker, _, _] && !Directory.Exists($"/proc/{maker}")) Remove(name);
        }
    }

    /// <summary>One that is not there was not made.</summary>
    private static void Remove(string name) => SystemCommand.RunAsync("ip", ["netns", "delete", name]).Wait();

    private static Task IpAsync(params string[] arguments) => SystemCommand.CheckAsync("ip", arguments);
}
