using System.Text;
using ChatRoom.Client.Options;
using ChatRoom.Protocol;
using ChatRoom.Protocol.Text;
using ChatRoom.Protocol.Typed;

namespace ChatRoom.Client.Connecting;

/// <summary>
/// Connects and finds out what kind of server it is: the nickname goes out ended by NUL, and only a chatroom server answers
/// that with a typed greeting, however late. Any other answer is that of a server of the tutorial's kind. Silence is none:
/// it ends the try.
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
        var (clientStream, failure) = await ClientStream.ConnectAsync(options, cancel);
        if (clientStream is null)
        {
            return (null, failure);
        }

        Link? link = null;
        try
        {
            (link, failure) = await GreetAsync(clientStream, options, name, isAgain, cancel);
            return (link, failure);
        }
        finally
        {
            if (link is null)
            {
                clientStream.Dispose();
            }
        }
    }

    private static async Task<(Link? Link, Failure? Failure)> GreetAsync(
        ClientStream clientStream, ClientOptions options, Nickname name, bool isAgain, CancellationToken cancel)
    {
        var asked = await ReceiveUntilAsync(clientStream, [], options.AnswerTimeout, options.Time, IsQuestion, cancel);
        if (!IsQuestion(asked))
        {
            return (null, clientStream.HasEnded ? HungUp(options) : Silent(options, isAgain, "ask for a name in time; try again, it may be stopped, or be no chat room"));
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

        var early = asked[Greeting.AskName.Length..];
        return options.IsTutorial
            ? await IntroducePlainlyAsync(clientStream, options, name, early, cancel)
            : await IntroduceAsync(clientStream, options, name, early, isAgain, cancel);
    }

    /// <summary>Gives the name so that a chatroom server greets, and waits until it is known of which kind the server is.</summary>
    private static async Task<(Link? Link, Failure? Failure)> IntroduceAsync(
        ClientStream clientStream, ClientOptions options, Nickname name, byte[] early, bool isAgain, CancellationToken cancel)
    {
        clientStream.Write([.. name.Bytes, 0]);
        if (!await clientStream.FlushAsync())
        {
            return (null, HungUp(options));
        }

        var answer = await ReceiveUntilAsync(clientStream, early, options.AnswerTimeout, options.Time, IsDecided, cancel);
        return !IsDecided(answer)
            ? (null, clientStream.HasEnded ? HungUp(options) : Silent(
                options, isAgain, "answer our name in time, so nothing was said there; try again, or 'chatroom client --tutorial' if it is a server of the tutorial's kind that answers no name"))
            : isAgain ? RecognizeAgain(clientStream, options, name, answer)
            : Recognize(clientStream, options, name, answer);

        // Bytes that came before our name do not answer it, unless they are the greeting.
        bool IsDecided(ReadOnlySpan<byte> bytes) => Agree(TypedWords.GreetingFamily, bytes)
            ? bytes.Contains((byte)'\n') || bytes.Length > ServerLine.MaxEncoded
            : bytes.Length > early.Length;
    }

    /// <summary>Gives the bare name to a server of the tutorial's kind, which may or may not answer it.</summary>
    private static async Task<(Link? Link, Failure? Failure)> IntroducePlainlyAsync(
        ClientStream clientStream, ClientOptions options, Nickname name, byte[] early, CancellationToken cancel)
    {
        clientStream.Write(name.Bytes);
        if (!await clientStream.FlushAsync())
        {
            return (null, HungUp(options));
        }

        var answer = await ReceiveUntilAsync(clientStream, early, TutorialLink.NameTimeout, options.Time, bytes => bytes.Length > early.Length, cancel);
        return clientStream.HasEnded && answer.Length == early.Length
            ? (null, HungUp(options))
            : (new TutorialLink(clientStream, new LineSplitter(ServerLine.MaxEncoded), answer, name, options), null);
    }

    private static (Link? Link, Failure? Failure) RecognizeAgain(ClientStream clientStream, ClientOptions options, Nickname name, byte[] answer)
    {
        var (link, failure) = Recognize(clientStream, options, name, answer);
        return link is TutorialLink
            ? (null, new Failure(Outcome.ProtocolError, $"what answers at {options.Address} now is no chatroom server any more"))
            : (link, failure);
    }

    private static (Link? Link, Failure? Failure) Recognize(ClientStream clientStream, ClientOptions options, Nickname name, byte[] answer)
    {
        var lines = new LineSplitter(ServerLine.MaxEncoded);
        if (!Agree(TypedWords.GreetingFamily, answer))
        {
            return (new TutorialLink(clientStream, lines, answer, name, options), null);
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
        return (new TypedLink(clientStream, lines, unread, TextFilter.Clean(Encoding.UTF8.GetString(greeting.Text)), options.Password), null);
    }

    /// <summary>Silence does not tell the kind of a server, so nothing is said there.</summary>
    private static Failure Silent(ClientOptions options, bool isAgain, string what) => new(
        isAgain ? Outcome.Lost : Outcome.ProtocolError, $"the server at {options.Address} did not {what}");

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

    /// <summary>True where the two are the same as far as both go.</summary>
    private static bool Agree(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        var common = Math.Min(one.Length, other.Length);
        return one[..common].SequenceEqual(other[..common]);
    }

    private delegate bool Decision(ReadOnlySpan<byte> bytes);

    /// <summary>Collects what arrives, after what was collected before, until it decides the matter, the connection ends, or time is up.</summary>
    private static async Task<byte[]> ReceiveUntilAsync(
        ClientStream clientStream, byte[] collected, TimeSpan timeout, TimeProvider time, Decision decided, CancellationToken cancel)
    {
        using var limit = new TimeLimit(timeout, time, cancel);
        try
        {
            while (!decided(collected) && await clientStream.ReceiveAsync(limit))
            {
                collected = [.. collected, .. clientStream.Received.Span];
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
