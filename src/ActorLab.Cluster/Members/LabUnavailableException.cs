namespace ActorLab.Cluster.Members;

/// <summary>A lab cannot be joined: no broker, no such lab there, a wrong password. The message is one sentence without the password.</summary>
public sealed class LabUnavailableException : IOException
{
    private const string Hint = "Does the broker run there, and does it have the lab and its user? docs/cluster.md tells how to make them";

    public LabUnavailableException(string message, Exception? inner = null) : base(message, inner)
    {
    }

    /// <summary>Says of any failure to open a connection what it is.</summary>
    internal static async Task<T> Unless<T>(Task<T> opening)
    {
        try
        {
            return await opening.ConfigureAwait(false);
        }
        catch (IOException refused) when (refused is not LabUnavailableException)
        {
            throw new LabUnavailableException($"{refused.Message.TrimEnd('.')}. {Hint}", refused);
        }
    }
}
