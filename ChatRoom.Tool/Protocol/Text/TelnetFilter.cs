namespace ChatRoom.Protocol.Text;

/// <summary>
/// Removes Telnet's commands from a peer's input, even if they are split anywhere (RFC 854). The server does not answer them, so
/// every option keeps its default. A byte 255 that begins no command stays in the text.
/// <code>
/// command = IAC (240 to 249) | IAC (WILL | WONT | DO | DONT) (0 to 49) | IAC SB bytes IAC SE
/// escape  = IAC IAC, which is the byte 255 itself
/// </code>
/// Used only by the loop that receives.
/// </summary>
internal sealed class TelnetFilter
{
    /// <summary>In bytes, the longest subnegotiation that is removed. After that, the input is text again.</summary>
    public const int MaxSubnegotiation = 512;

    /// <summary>All registered options are below this. Another byte is text, such as the one after FF FE in UTF-16.</summary>
    private const byte OptionsEnd = 50;

    private const byte Iac = 255;
    private const byte Subnegotiation = 250;
    private const byte FirstCommand = 240;

    private State _state;
    private byte _verb;
    private int _dropped;

    private enum State
    {
        Text,
        AfterIac,
        BeforeOption,
        InSubnegotiation,
        InSubnegotiationAfterIac,
    }

    /// <summary>True after the first command.</summary>
    public bool HasFoundCommand { get; private set; }

    /// <summary>True if a command may begin in these bytes.</summary>
    public static bool MayBeginIn(ReadOnlySpan<byte> input) => input.Contains(Iac);

    /// <summary>True if <see cref="Strip"/> may change these bytes.</summary>
    public bool NeedsFiltering(ReadOnlySpan<byte> input) => _state != State.Text || MayBeginIn(input);

    /// <summary>Writes the text to <paramref name="output"/>, which holds two bytes more than the input; returns the text's length.</summary>
    public int Strip(ReadOnlySpan<byte> input, Span<byte> output)
    {
        var length = 0;
        foreach (var next in input)
        {
            switch (_state)
            {
                case State.Text when next != Iac:
                    output[length++] = next;
                    break;
                case State.Text:
                    _state = State.AfterIac;
                    break;
                case State.AfterIac:
                    if (!TryBeginCommand(next))
                    {
                        output[length++] = Iac;
                        if (next != Iac)
                        {
                            output[length++] = next;
                        }
                    }

                    break;
                case State.BeforeOption:
                    _state = State.Text;
                    HasFoundCommand |= next < OptionsEnd;
                    if (next >= OptionsEnd)
                    {
                        output[length++] = Iac;
                        output[length++] = _verb;
                        output[length++] = next;
                    }

                    break;
                default:
                    DropInSubnegotiation(next);
                    break;
            }
        }

        return length;
    }

    private bool TryBeginCommand(byte command)
    {
        var isCommand = command is >= FirstCommand and < Iac;
        HasFoundCommand |= isCommand && command <= Subnegotiation;
        (_dropped, _verb) = (0, command);
        _state = !isCommand || command < Subnegotiation ? State.Text
            : command == Subnegotiation ? State.InSubnegotiation
            : State.BeforeOption;
        return isCommand;
    }

    private void DropInSubnegotiation(byte next)
    {
        var hasEnded = _state == State.InSubnegotiationAfterIac && next == FirstCommand;
        _state = hasEnded || ++_dropped >= MaxSubnegotiation ? State.Text
            : _state == State.InSubnegotiation && next == Iac ? State.InSubnegotiationAfterIac
            : State.InSubnegotiation;
    }
}
