using System.Text;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Typed;

namespace ChatRoom.Client;

/// <summary>
/// Connects and finds out what kind of server it is: the nickname goes out ended by NUL, and only a
/// chatroom server answers that with a typed greeting.
/// </summary>
internal static class Connector
{
    /// <param name="options">Where to connect.</param>
    /// <param name="name">Introduces us.</param>
    /// <param name="isAgain">A chatroom server was there before: one that falls silent is going or coming.</param>
    /// <param name="cancel">Ends the try.</param>
    public static async Task<(Link? Link, Failure? Failure)> ConnectAsync(
        ClientOptions options, Nickname name, bool isAgain = false, CancellationToken cancel = default)
    {
        var (wire, failure) = await Wire.ConnectAsync(options, cancel);
        if (wire is null)
        {
            return (null, failure);
        }

        Link? link = null;
        try
        {
            (link, failure) = await GreetAsync(wire, options, name, isAgain, cancel);
            return (link, failure);
        }
        finally
        {
            if (link is null)
            {
                wire.Dispose();
            }
        }
    }

    private static async Task<(Link? Link, Failure? Failure)> GreetAsync(
        Wire wire, ClientOptions options, Nickname name, bool isAgain, CancellationToken cancel)
    {
        var asked = await ReceiveUntilAsync(wire, options.ConnectTimeout, options.Time, IsQuestion, cancel);
        if ((isAgain || wire.HasEnded) && !IsQuestion(asked))
        {
            return (null, HungUp(options));
        }

        if (asked.AsSpan().StartsWith(Greeting.TlsOnlyBeginning))
        {
            return (null, new Failure(
                Outcome.ProtocolError, $"the server at {options.Address} speaks TLS only; join it with --tls, or with a URL that begins with chatrooms://"));
        }

        if (asked.AsSpan().StartsWith(Greeting.RefusalBeginning))
        {
            return (null, TurnedAway(options, asked, isAgain));
        }

        if (!asked.AsSpan().StartsWith(Greeting.AskName))
        {
            return (null, new Failure(
                Outcome.ProtocolError,
                $"what answers at {options.Address} is not a chat room: it did not ask for a name"));
        }

        wire.Write([.. name.Bytes, 0]);
        if (!await wire.FlushAsync())
        {
            return (null, HungUp(options));
        }

        var answer = asked[Greeting.AskName.Length..];
        if (answer.Length == 0)
        {
            answer = await ReceiveUntilAsync(wire, options.GreetingTimeout, options.Time, IsDecided, cancel);
        }

        return (isAgain || wire.HasEnded) && !IsDecided(answer) ? (null, HungUp(options))
            : isAgain ? RecognizeAgain(wire, options, name, answer)
            : Recognize(wire, options, name, answer);
    }

    private static (Link? Link, Failure? Failure) RecognizeAgain(Wire wire, ClientOptions options, Nickname name, byte[] answer)
    {
        var (link, failure) = Recognize(wire, options, name, answer);
        return link is TutorialLink
            ? (null, new Failure(Outcome.ProtocolError, $"what answers at {options.Address} now is no chatroom server any more"))
            : (link, failure);
    }

    private static (Link? Link, Failure? Failure) Recognize(Wire wire, ClientOptions options, Nickname name, byte[] answer)
    {
        var lines = new LineSplitter(ServerLine.MaxEncoded);
        if (!answer.AsSpan().StartsWith(Words.GreetingFamily))
        {
            return (new TutorialLink(wire, lines, answer, name, options.Time), null);
        }

        ReadOnlySpan<byte> rest = answer;
        if (lines.Next(ref rest, out var first) != SplitResult.Line
            || ServerLineParser.TryParse(first, out var greeting) != ParseResult.Ok
            || greeting.Kind != ServerLineKind.Greeting)
        {
            return (null, new Failure(
                Outcome.ProtocolError,
                $"the server at {options.Address} speaks a newer protocol; update with 'dotnet tool update -g chatroom'"));
        }

        var unread = answer.AsMemory(answer.Length - rest.Length);
        return (new TypedLink(wire, lines, unread, TextFilter.Clean(Encoding.UTF8.GetString(greeting.Text)), options.Password), null);
    }

    private static Failure HungUp(ClientOptions options) => new(Outcome.Lost, $"{options.Address} hung up while we gave our name");

    /// <summary>Whoever was in may have been counted twice, which passes.</summary>
    private static Failure TurnedAway(ClientOptions options, ReadOnlySpan<byte> line, bool isAgain)
    {
        var sentence = line[Greeting.RefusalBeginning.Length..];
        var end = sentence.IndexOf((byte)'\n');
        var why = TextFilter.Clean(Encoding.UTF8.GetString(end < 0 ? sentence : sentence[..end])).TrimEnd('.');
        return new Failure(isAgain ? Outcome.Lost : Outcome.Refused, $"the server at {options.Address} turned us away: {why}");
    }

    /// <summary>True once it is known to be the question for our name, or none.</summary>
    private static bool IsQuestion(ReadOnlySpan<byte> asked) => asked.Length >= Greeting.AskName.Length || !Agree(Greeting.AskName, asked);

    /// <summary>True once the answer is known to be a whole greeting, or none.</summary>
    private static bool IsDecided(ReadOnlySpan<byte> answer) =>
        answer.Contains((byte)'\n') || !Agree(Words.GreetingFamily, answer);

    /// <summary>True where the two are the same as far as both go.</summary>
    private static bool Agree(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var common = Math.Min(one.Length, other.Length);
        return one[..common].SequenceEqual(other[..common]);
    }

    private delegate bool Decision(ReadOnlySpan<byte> bytes);

    /// <summary>Collects what arrives until it decides the matter, the connection ends, or time is up.</summary>
    private static async Task<byte[]> ReceiveUntilAsync(
        Wire wire, TimeSpan timeout, TimeProvider time, Decision decided, CancellationToken cancel)
    {
        using var limit = new TimeLimit(timeout, time, cancel);
        byte[] collected = [];
        try
        {
            while (!decided(collected) && await wire.ReceiveAsync(limit))
            {
                collected = [.. collected, .. wire.Received.Span];
            }
        }
        catch (OperationCanceledException)
        {
            // What came so far is the answer.
            cancel.ThrowIfCancellationRequested();
        }

        return collected;
    }
}
