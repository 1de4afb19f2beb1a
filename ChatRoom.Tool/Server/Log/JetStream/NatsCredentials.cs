using System.Diagnostics.CodeAnalysis;
using ChatRoom.Files;
using ChatRoom.Server.Options;
using NATS.Client.Core;

namespace ChatRoom.Server.Log.JetStream;

/// <summary>How a server proves to the NATS servers who it is.</summary>
internal static class NatsCredentials
{
    /// <summary>Checks the files for credentials and for TLS; false, with one sentence, if one cannot be used.</summary>
    public static bool TryRead(ClusterOptions options, [NotNullWhen(true)] out NatsAuthOpts? authentication, [NotNullWhen(false)] out string? whyNot)
    {
        authentication = null;
        foreach (var path in new[] { options.CaFile, options.CertificateFile, options.KeyFile, options.CredentialsFile }.OfType<string>())
        {
            if (!TryReadLines(path, out var lines, out whyNot))
            {
                return false;
            }

            authentication = path == options.CredentialsFile ? OfFile(path, lines) : null;
        }

        whyNot = null;
        if (options.CredentialsFile is { } file)
        {
            whyNot = authentication is null ? $"{file} has neither a user's JWT and seed nor an nkey's seed and public key: give a credentials file of NATS" : null;
            return whyNot is null;
        }

        authentication = new NatsAuthOpts { Username = options.User, Password = options.Password };
        return true;
    }

    /// <summary>null: the file has no credentials. The library reads it again.</summary>
    private static NatsAuthOpts? OfFile(string path, string[] lines)
    {
        if (HasLine("-----BEGIN NATS USER JWT-----") && HasLine("-----BEGIN USER NKEY SEED-----"))
        {
            return new NatsAuthOpts { CredsFile = path };
        }

        return HasLine("SU") && Array.Exists(lines, line => line.StartsWith('U')) ? new NatsAuthOpts { NKeyFile = path } : null;

        bool HasLine(string start) => Array.Exists(lines, line => line.StartsWith(start, StringComparison.Ordinal));
    }

    private static bool TryReadLines(string path, out string[] lines, [NotNullWhen(false)] out string? whyNot)
    {
        try
        {
            (lines, whyNot) = (File.ReadAllLines(path), null);
            return true;
        }
        catch (Exception error) when (FileFailure.IsExpectedForNamedFile(error))
        {
            (lines, whyNot) = ([], $"cannot read {path}: {FileFailure.Reason(error)}");
            return false;
        }
    }
}
