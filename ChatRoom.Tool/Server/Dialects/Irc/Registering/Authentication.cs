using System.Text;
using ChatRoom.Server.Dialects.Irc.Clients;

namespace ChatRoom.Server.Dialects.Irc.Registering;

/// <summary>The server's password by AUTHENTICATE PLAIN (IRCv3 sasl, RFC 4616), with any user name. The connection's task only.</summary>
internal sealed class Authentication(IrcClient client)
{
    /// <summary>Characters of one AUTHENTICATE; a shorter one is the last of a message.</summary>
    private const int Chunk = 400;

    private const int MaxChunks = 8;

    // null: no mechanism was chosen.
    private StringBuilder? _message;

    /// <summary>The right password was given.</summary>
    public bool IsDone { get; private set; }

    public async ValueTask AcceptAsync(string parameter)
    {
        if (client.Rooms.Moderator.Passwords.Entry is null)
        {
            client.Numeric("904", "This server has no password, so there is nothing to authenticate.");
        }
        else if (parameter == "*")
        {
            _message = null;
            client.Numeric("906", "Authentication was aborted.");
        }
        else if (IsDone)
        {
            client.Numeric("907", "You have authenticated already.");
        }
        else if (_message is null)
        {
            Begin(parameter);
        }
        else
        {
            await AddAsync(_message, parameter);
        }
    }

    private void Begin(string mechanism)
    {
        if (string.Equals(mechanism, "PLAIN", StringComparison.OrdinalIgnoreCase))
        {
            _message = new StringBuilder();
            client.Send(client.Reply().Line("", "AUTHENTICATE +"));
            return;
        }

        client.Send(client.Reply().Numeric("908", "PLAIN", "are the mechanisms of this server.").Numeric("904", "That mechanism is not known; use PLAIN."));
    }

    private async ValueTask AddAsync(StringBuilder message, string parameter)
    {
        if (parameter.Length > Chunk || message.Length + parameter.Length > MaxChunks * Chunk)
        {
            _message = null;
            client.Numeric("905", "That message is too long.");
            return;
        }

        message.Append(parameter == "+" ? "" : parameter);
        if (parameter.Length == Chunk)
        {
            return;
        }

        _message = null;
        if (!TryRead(message.ToString(), out var name, out var password))
        {
            client.Numeric("904", "That is not base64 of: NUL, a name, NUL, the password.");
            return;
        }

        if (await PasswordCheck.WhyNotAsync(client, password) is { } refusal)
        {
            client.Numeric("904", refusal.Text);
            return;
        }

        IsDone = true;
        var source = client.Nick is null ? "*" : client.Source;
        client.Send(client.Reply().Numeric("900", source, name, "The password is right.").Numeric("903", "You have authenticated."));
    }

    /// <param name="name">Any user name: it is told back, and of no use.</param>
    private static bool TryRead(string base64, out string name, out string password)
    {
        (name, password) = ("", "");
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
        {
            return false;
        }

        var fields = Encoding.UTF8.GetString(bytes, 0, length).Split('\0');
        if (fields is not [_, { Length: > 0 }, _])
        {
            return false;
        }

        (name, password) = (fields[1], fields[2]);
        return true;
    }
}
