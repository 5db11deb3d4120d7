using System.Security.Cryptography;

namespace ActorLab.Local.State;

/// <summary>A file that a run reads, as it was when the run began: going on with another one would mix two inputs.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Of its content, in hexadecimal digits.</param>
public sealed record KeptInput(string Path, long Bytes, string Sha256)
{
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static KeptInput Of(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] hash = SHA256.HashData(file);
        return new KeptInput(path, file.Position, Convert.ToHexStringLower(hash));
    }

    /// <summary>In what the file of another time is another one; null if it is the same.</summary>
    public string? DifferenceTo(KeptInput now)
    {
        ArgumentNullException.ThrowIfNull(now);
        if (Bytes != now.Bytes) return $"{Path} had {Bytes} bytes when the run began, and has {now.Bytes} now";
        return Sha256 == now.Sha256 ? null : $"{Path} has as many bytes as when the run began, and others";
    }
}
