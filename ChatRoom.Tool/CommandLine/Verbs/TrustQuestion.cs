using ChatRoom.Client.Connecting.Tls;
using ChatRoom.Client.Options;
using ChatRoom.CommandLine.Output;

namespace ChatRoom.CommandLine.Verbs;

/// <summary>Asks the person at the terminal whether to trust a server that is not known yet. Runs before the chat takes over the terminal.</summary>
internal static class TrustQuestion
{
    /// <summary>Connects to the server, and asks if it is new. Returns the server, or null and why it must not be joined.</summary>
    public static async Task<(ClientOptions? Trusted, Failure? Failure)> AskAsync(ClientOptions options)
    {
        var trust = new ServerTrust(options);
        var failure = trust.IsKnown ? null : await AskAsync(options, trust);
        return (failure is null ? options : null, failure);
    }

    private static async Task<Failure?> AskAsync(ClientOptions options, ServerTrust trust)
    {
        var (connection, failure) = await TlsConnector.ConnectAsync(options, trust, CancellationToken.None);
        connection?.Dispose();
        return failure is null ? null
            : trust.Trust != Trust.Unknown ? failure
            : IsTrusted(options, trust) ? trust.Save()
            : new Failure(Outcome.ProtocolError, $"the server at {options.Address} was not trusted, so it was not joined");
    }

    private static bool IsTrusted(ClientOptions options, ServerTrust trust)
    {
        using var error = StandardStreams.Text(StandardStreams.OpenError());
        error.Write($"The server at {options.Address} is not known: {trust.Reason}.\nIts fingerprint is {trust.Presented}\nDoes this match the fingerprint from the server's owner? Trust this server from now on? [y/N] ");
        error.Flush();
        return ReadLine().Trim().ToUpperInvariant() is "Y" or "YES";
    }

    /// <summary>Reads byte by byte, because keys typed after the line belong to the chat that takes over the terminal.</summary>
    private static string ReadLine()
    {
        using var input = StandardStreams.OpenInput();
        var line = "";
        for (var next = input.ReadByte(); next is >= 0 and not '\n'; next = input.ReadByte())
        {
            line += (char)next;
        }

        return line;
    }
}
