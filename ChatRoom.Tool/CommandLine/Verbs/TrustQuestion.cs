using ChatRoom.Client.Connecting.Tls;
using ChatRoom.Client.Options;
using ChatRoom.CommandLine.Output;

namespace ChatRoom.CommandLine.Verbs;

/// <summary>Asks the person at the terminal, before that is taken over, whether a server is to be believed that was never met.</summary>
internal static class TrustQuestion
{
    /// <summary>Meets the server, and asks where it is new; returns why it must not be joined, or null.</summary>
    public static async Task<Failure?> AskAsync(ClientOptions options)
    {
        var trust = new ServerTrust(options);
        if (trust.IsMet)
        {
            return null;
        }

        var (connection, failure) = await TlsConnector.ConnectAsync(options, trust, CancellationToken.None);
        connection?.Dispose();
        return failure is null ? null
            : trust.Trust != Trust.New ? failure
            : IsBelieved(options, trust) ? trust.Keep()
            : new Failure(Outcome.ProtocolError, $"not joined, as the server at {options.Address} was not believed");
    }

    private static bool IsBelieved(ClientOptions options, ServerTrust trust)
    {
        using var error = StandardStreams.Text(StandardStreams.OpenError());
        error.Write($"The server at {options.Address} is not known: {trust.Reason}.\nIts fingerprint is {trust.Shown}\nDoes its owner tell the same, and is it to be believed from now on? [y/N] ");
        error.Flush();
        return ReadLine().Trim().ToUpperInvariant() is "Y" or "YES";
    }

    /// <summary>Byte by byte: what is typed behind the line belongs to whoever takes the terminal over.</summary>
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
